-- Keeps a session alive that is in use: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3.. other applications, see elsewhere
-- Answers  1, or 0 if the session has ended; 'more', as elsewhere has it, and nothing was changed
on_primary(KEYS[1])
local interval, retention, left, span = life(KEYS[1], ARGV[1], ARGV[2])
if redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
if interval then
  if interval <= 0 then return 1 end
  if left <= 0 then return 0 end
  redis.call('PEXPIRE', KEYS[1], span + retention)
  interval = span
else -- adopted, and not saved yet
  local others = elsewhere(3)
  if others == 'more' then return 'more' end
  if others then return 0 end
  interval = ARGV[1] * 1000
  if interval <= 0 then
    for i = 2, 3 do redis.call('PERSIST', KEYS[i]) end
    return 1
  end
end
for i = 2, 3 do
  local ttl = redis.call('PTTL', KEYS[i])
  if ttl >= 0 and ttl < interval then redis.call('PEXPIRE', KEYS[i], interval) end
end
return 1
