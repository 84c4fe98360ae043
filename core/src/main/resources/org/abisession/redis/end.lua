-- end: ends a session from outside of its application: nobody can use it any more, and its record waits to be claimed
-- by a node, which calls the listeners.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3.. other applications, see elsewhere: what one of them has in common with the session stays
-- Answers  'more', as elsewhere has it, or {'leased', ...}, as leased has it, and nothing was changed; 0 if there was
--          no session, 1 if there are no listeners to call, 2 if its record waits for a node
on_primary(KEYS[1])
local interval, retention, remaining, _, given = life(KEYS[1], ARGV[1], ARGV[2])
local held = leased(KEYS[1], given, '')
if held then return held end
local others = elsewhere(3)
if others == 'more' then return 'more' end
local had = 0
if not others then
  had = redis.call('DEL', KEYS[2])
  redis.call('DEL', KEYS[3])
end
if not interval then return math.min(redis.call('DEL', KEYS[1]) + had, 1) end
if interval > 0 and remaining <= 0 then return had end -- that had its time before, and waits already
-- The time of what lives for ever is never over; and metadata that the Python application writes meanwhile must not
-- bring it back.
if interval <= 0 then redis.call('HSET', KEYS[1], '@max_inactive_interval', '1') end
redis.pcall('HSET', KEYS[1], '@ended_by', '"administrator"') -- where the memory is full it counts as a timeout
redis.call('PEXPIRE', KEYS[1], retention)
return 2
