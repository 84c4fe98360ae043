-- describe: reads the type, the expiry and the size of the keys of a session.
-- KEYS  1.. the keys of the session
-- Answers  for each key {type, TTL in milliseconds, size}
on_primary(KEYS[#KEYS])
local size = {string = 'STRLEN', list = 'LLEN', hash = 'HLEN'}
local answer = {}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  answer[i] = {kind, redis.call('PTTL', key), size[kind] and redis.call(size[kind], key) or 0}
end
return answer
