-- Takes the record of a session that has ended by timeout out of Redis: of all nodes that ask, one gets it.
-- KEYS  1 attributes  2 metadata
-- Answers  {last accessed, milliseconds, {field, value, ...}}, or nothing if there is no record or it is still alive
local control = redis.call('HMGET', KEYS[1], '@max_inactive_interval', '@expiry_retention', '@last_accessed_at')
if not control[1] then return false end
local interval = control[1] * 1000
local accessed = tonumber(control[3]) or 0
local expired = false
if interval > 0 then
  local remaining = redis.call('PTTL', KEYS[1]) - control[2] * 1000
  local time = redis.call('TIME')
  accessed = time[1] * 1000 + math.floor(time[2] / 1000) - (interval - remaining)
  expired = remaining <= 0
end
if not expired and redis.call('EXISTS', KEYS[2]) == 1 then return false end
local fields = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return {accessed, fields}
