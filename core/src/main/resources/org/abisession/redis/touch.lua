-- Keeps a session alive that is in use: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
-- Answers  1, or 0 if the session has ended
on_primary(KEYS[1])
local interval, retention, left = life(KEYS[1], ARGV[1], ARGV[2])
if not interval or redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
if interval <= 0 then return 1 end
if left <= 0 then return 0 end
redis.call('PEXPIRE', KEYS[1], interval + retention)
for i = 2, 3 do
  local ttl = redis.call('PTTL', KEYS[i])
  if ttl >= 0 and ttl < interval then redis.call('PEXPIRE', KEYS[i], interval) end
end
return 1
