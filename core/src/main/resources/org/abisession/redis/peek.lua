-- peek: reads a session without an access: nothing changes, its expiry included.
-- KEYS  1 attributes  2 metadata  3 if ids are renewed, the key that leads to a new id
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
-- Answers  {'none'}, {'renewed', new id}, {'adopted', metadata, last accessed, milliseconds} or
--          {'alive', metadata, last accessed, milliseconds, {field, value, ...}}, where metadata that is no String is
--          {its type}
on_primary(KEYS[1])
local metadata = text(KEYS[2])
if not metadata then return renewed(KEYS[3]) or {'none'} end
local now = clock()
local interval, _, remaining, span = life(KEYS[1], ARGV[1], ARGV[2])
if not interval then return renewed(KEYS[3]) or {'adopted', metadata, now} end
local accessed = now
if interval > 0 then
  if remaining <= 0 then return {'none'} end
  accessed = math.min(now - (interval - remaining), now)
  local stored = span < interval and redis.call('HGET', KEYS[1], '@last_accessed_at') -- its expiry does not show that
  accessed = whole(stored, 0, 9007199254740992) or accessed
else
  accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or now
end
return {'alive', metadata, accessed, redis.call('HGETALL', KEYS[1])}
