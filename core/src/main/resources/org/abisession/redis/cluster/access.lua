-- access: counts as an access to a record: its expiry starts anew.
-- KEYS  1 attributes
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3 '1' if the fields are wanted, else ''
-- Answers  {'none'}, {'foreign', type} for what is no Hash, {'ended', 0 or 1: whether that is long ago}
--          {'expired'}: the record has had its time and waits to be claimed; nothing was changed
--          {'alive', milliseconds that it lives now without an access, last accessed, milliseconds, {field, value,
--          ...}}
on_primary(KEYS[1])
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'none' then return {'none'} end
if kind ~= 'hash' then return {'foreign', kind} end
local abandoned = overdue(KEYS[1])
if abandoned ~= nil then return {'ended', abandoned and 1 or 0} end
local interval, retention, remaining, span = life(KEYS[1], ARGV[1], ARGV[2])
-- Behind life: the last access is this less the time that is gone, and must not be before what it was.
local now = clock()
local accessed = now
if interval > 0 then
  if remaining <= 0 then return {'expired'} end
  accessed = math.min(now - (interval - remaining), now)
  if span < interval and ARGV[3] ~= '' then -- from now on its expiry does not show the last access
    accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or accessed
    redis.call('HSET', KEYS[1], '@last_accessed_at', string.format('%.0f', now))
  end
  redis.call('PEXPIRE', KEYS[1], span + retention)
elseif ARGV[3] ~= '' then
  accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or now
  redis.call('HSET', KEYS[1], '@last_accessed_at', string.format('%.0f', now))
end
return {'alive', span, accessed, ARGV[3] ~= '' and redis.call('HGETALL', KEYS[1]) or {}}
