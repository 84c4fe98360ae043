-- touch: keeps a session alive that is in use: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3.. other applications, see elsewhere
-- Answers  1, or 0 if the session has ended; 'more', as elsewhere has it, and nothing was changed
local interval, retention, remaining, span = life(KEYS[1], ARGV[1], ARGV[2])
local ended = redis.call('EXISTS', KEYS[2]) == 0 or (interval and interval > 0 and remaining <= 0)
if ended or not interval or interval <= 0 then on_primary(KEYS[1]) end
if ended then return 0 end
if interval then
  if interval <= 0 then return 1 end
  redis.call('PEXPIRE', KEYS[1], span + retention) -- a replica refuses it
  interval = span
else -- adopted, and not saved yet
  local others = elsewhere(3)
  if others == 'more' then return 'more' end
  if others then return 0 end
  interval = ARGV[1] * 1000
end
extend(KEYS[2], interval)
extend(KEYS[3], interval)
return 1
