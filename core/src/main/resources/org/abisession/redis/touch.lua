-- Keeps a session alive that is in use: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation
-- Answers  1, or 0 if the session has ended
local control = redis.call('HMGET', KEYS[1], '@max_inactive_interval', '@expiry_retention')
if not control[1] or redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
local interval = control[1] * 1000
if interval <= 0 then return 1 end
local retention = control[2] * 1000
if redis.call('PTTL', KEYS[1]) - retention <= 0 then return 0 end
redis.call('PEXPIRE', KEYS[1], interval + retention)
for i = 2, 3 do
  local ttl = redis.call('PTTL', KEYS[i])
  if ttl >= 0 and ttl < interval then redis.call('PEXPIRE', KEYS[i], interval) end
end
return 1
