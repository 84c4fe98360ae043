-- upkeep: removes entries of sessions that have ended, or got another id, and lets those of sessions in use hold
-- longer. None is made shorter but one that was for ever: who prolongs it may have read the session before its interval
-- grew.
-- KEYS  1 sessions of the user
-- ARGV  1 count of the ids to remove  2.. these  then id, milliseconds that its entry holds (<= 0 for ever), ...
-- Answers  1
local now = clock()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local first = 2 + tonumber(ARGV[1])
for i = 2, first - 1 do redis.call('ZREM', KEYS[1], ARGV[i], '+' .. ARGV[i]) end
if first < #ARGV then begin_epoch(KEYS[1]) end
for i = first, #ARGV - 1, 2 do
  local before = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '')
  local longer = before and before < FOR_EVER and before > now + tonumber(ARGV[i + 1]) and tonumber(ARGV[i + 1]) > 0
  if not longer then enter(KEYS[1], ARGV[i], ARGV[i + 1]) end
end
keep(KEYS[1])
return 1
