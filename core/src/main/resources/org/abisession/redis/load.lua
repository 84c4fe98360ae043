-- Reads a session and counts as an access: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 interval in seconds for a session that has no attributes record of its own
-- Answers  {'none', 0 or 1: whether a record is left over}
--          {'expired'}: the record has had its time and waits to be claimed; nothing was changed
--          {'adopted', metadata, last accessed, milliseconds}
--          {'alive', metadata, last accessed, milliseconds, {field, value, ...}}
local function extend(key, interval)
  if interval <= 0 then
    redis.call('PERSIST', key)
  else
    local ttl = redis.call('PTTL', key)
    -- Never shorter than what the other side has set; -1 is for ever, -2 is no key.
    if ttl >= 0 and ttl < interval then redis.call('PEXPIRE', key, interval) end
  end
end

local metadata = redis.pcall('GET', KEYS[2])
if not metadata then
  return {'none', redis.call('EXISTS', KEYS[1])}
end
if type(metadata) == 'table' then metadata = '' end -- not a String: somebody else's mistake, kept as it is

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local control = redis.call('HMGET', KEYS[1], '@max_inactive_interval', '@expiry_retention', '@last_accessed_at')

if not control[1] then
  local interval = ARGV[1] * 1000
  local ttl = redis.call('PTTL', KEYS[2])
  local accessed = now
  if ttl >= 0 and ttl < interval then accessed = now - (interval - ttl) end
  extend(KEYS[2], interval)
  extend(KEYS[3], interval)
  return {'adopted', metadata, accessed}
end

local interval = control[1] * 1000
local accessed
if interval <= 0 then
  accessed = tonumber(control[3]) or now
  redis.call('HSET', KEYS[1], '@last_accessed_at', string.format('%.0f', now))
else
  local retention = control[2] * 1000
  local remaining = redis.call('PTTL', KEYS[1]) - retention
  if remaining <= 0 then return {'expired'} end
  accessed = now - (interval - remaining)
  redis.call('PEXPIRE', KEYS[1], interval + retention)
end
extend(KEYS[2], interval)
extend(KEYS[3], interval)
return {'alive', metadata, accessed, redis.call('HGETALL', KEYS[1])}
