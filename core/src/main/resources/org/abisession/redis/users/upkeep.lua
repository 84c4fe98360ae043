-- Removes entries of sessions that have ended, or got another id, and lets those of sessions in use hold longer.
-- KEYS  1 sessions of the user
-- ARGV  1 count of the ids to remove  2.. these  then id, milliseconds that its entry holds (<= 0 for ever), ...
-- Answers  1
local now = clock()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local first = 2 + tonumber(ARGV[1])
for i = 2, first - 1 do redis.call('ZREM', KEYS[1], ARGV[i], '+' .. ARGV[i]) end
if first < #ARGV and not redis.call('ZSCORE', KEYS[1], '@epoch') then
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[1], string.format('%.0f', time[1] * 1000000 + time[2]), '@epoch')
end
for i = first, #ARGV - 1, 2 do enter(KEYS[1], ARGV[i], ARGV[i + 1]) end
keep(KEYS[1])
return 1
