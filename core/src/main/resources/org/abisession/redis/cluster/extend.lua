-- extend: extends the expiry of a key, never shortening what the Python application has set.
-- KEYS  1 metadata or conversation
-- ARGV  1 interval in milliseconds, <= 0 for none  2 '1' if the value is wanted, else ''
-- Answers  {TTL before as PTTL says it, 0 or 1: whether it was changed, time, milliseconds, the value or {its type}}
local before = redis.call('PTTL', KEYS[1])
local interval = tonumber(ARGV[1])
local changed = 0
if before >= 0 and interval <= 0 then
  redis.call('PERSIST', KEYS[1])
  changed = 1
elseif before >= 0 and before < interval then
  redis.call('PEXPIRE', KEYS[1], interval)
  changed = 1
end
return {before, changed, clock(), ARGV[2] ~= '' and text(KEYS[1]) or nil}
