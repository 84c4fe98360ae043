-- state: finds out whether a record is alive; changes nothing.
-- KEYS  1 attributes
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
-- Answers  {'none' | 'foreign' | 'ended' | 'overdue' (ended, long ago) | 'expired' | 'alive', and of one that is alive
--          its interval and the time since its last access, both in milliseconds}
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' then return {kind == 'none' and 'none' or 'foreign'} end
local abandoned = overdue(KEYS[1])
if abandoned ~= nil then return {abandoned and 'overdue' or 'ended'} end
local interval, _, remaining = life(KEYS[1], ARGV[1], ARGV[2])
local idle = clock() - (whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or 0)
if interval > 0 then
  if remaining <= 0 then return {'expired'} end
  idle = math.min(idle, interval - remaining) -- its expiry shows that, or less than what is noted
end
return {'alive', interval, idle}
