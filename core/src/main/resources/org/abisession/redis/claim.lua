-- Takes the record of a session that has ended by timeout out of Redis: of all nodes that ask, one gets it.
-- KEYS  1 attributes  2 metadata
-- Answers  {field, value, ...}, or nothing if there is no record or it is still alive
local control = redis.call('HMGET', KEYS[1], '@max_inactive_interval', '@expiry_retention')
if not control[1] then return false end
local expired = tonumber(control[1]) > 0 and redis.call('PTTL', KEYS[1]) - control[2] * 1000 <= 0
if not expired and redis.call('EXISTS', KEYS[2]) == 1 then return false end
local fields = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return fields
