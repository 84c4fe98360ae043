-- claim: takes the record of a session that has ended out of Redis: of all nodes that ask, one gets it.
-- KEYS  1 attributes
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3 '1' if there is no metadata, else ''
-- Answers  {last accessed, milliseconds, {field, value, ...}}, or nothing if there is no record or it is still alive
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return false end
local abandoned = overdue(KEYS[1])
if abandoned == false or (abandoned and ARGV[3] == '') then return false end
local last = abandoned and redis.call('HLEN', KEYS[1]) == 1
redis.call('HDEL', KEYS[1], '@ended')
if last then return false end -- nothing but that was left of it; the key is gone
local interval, _, remaining, span = life(KEYS[1], ARGV[1], ARGV[2])
local accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or 0
if interval > 0 then
  accessed = span < interval and accessed > 0 and accessed or math.min(clock() - (interval - remaining), clock())
end
if ARGV[3] == '' and (interval <= 0 or remaining > 0) then return false end
local fields = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return {accessed, fields}
