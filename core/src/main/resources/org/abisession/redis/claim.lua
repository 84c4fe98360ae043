-- claim: takes the record of a session that has ended by timeout out of Redis: of all nodes that ask, one gets it.
-- KEYS  1 attributes  2 metadata
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
-- Answers  {last accessed, milliseconds, {field, value, ...}}, or nothing if there is no record or it is still alive
on_primary(KEYS[1])
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return false end
local abandoned = overdue(KEYS[1])
if abandoned == false then return false end
if abandoned then -- its move to another id was never ended: nothing of it shall be left
  redis.call('DEL', KEYS[2])
  redis.call('HDEL', KEYS[1], '@ended')
  if redis.call('EXISTS', KEYS[1]) == 0 then return false end
end
local interval, _, remaining, span = life(KEYS[1], ARGV[1], ARGV[2])
local accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or 0
local expired = false
if interval > 0 then
  local now = clock()
  accessed = span < interval and accessed > 0 and accessed or math.min(now - (interval - remaining), now)
  expired = remaining <= 0
end
local ttl = redis.call('PTTL', KEYS[2])
if not expired and ttl ~= -2 then return false end
-- Metadata that has its end from the record, within what a busy server takes for a script, ends now, too: alone it
-- would be a session that the next request adopts.
if ttl >= 0 and ttl <= 50 then redis.call('DEL', KEYS[2]) end
local fields = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
return {accessed, fields}
