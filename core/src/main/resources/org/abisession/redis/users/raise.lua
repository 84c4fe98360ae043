-- raise: raises the epoch of a user, which ends every login up to now, one that is under way included.
-- KEYS  1 sessions of the user
-- Answers  the epoch, which is higher than that of each such login; nothing if the user has no session
on_primary(KEYS[1])
if not redis.call('ZSCORE', KEYS[1], '@epoch') then return false end
local time = redis.call('TIME')
local epoch = string.format('%.0f', math.max(time[1] * 1000000 + time[2], (epoch_of(KEYS[1]) or 0) + 1))
redis.call('ZADD', KEYS[1], epoch, '@epoch')
return epoch
