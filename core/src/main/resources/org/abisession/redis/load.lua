-- load: reads a session and counts as an access: its expiry starts anew.
-- KEYS  1 attributes  2 metadata  3 conversation  4 if ids are renewed, the key that leads to a new id
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3 what leases.lua takes to give a lease, or '' for none
--       4.. other applications, see elsewhere; n is how many of their keys there are
--       7+n if the fields are wanted: of how many bytes a value may be that is wanted, 0 for any; without it they are
--         read after this, in the same transaction
-- Answers  {'renewed', new id}: the session has another id since a moment ago
--          {'none', 0 or 1: whether a record remains, metadata that is a session of nobody or nothing}
--          {'expired'}: the record has had its time and waits to be claimed; nothing was changed
--          {'elsewhere'}: metadata alone, and an application of ours has a record, so it is no session here;
--          {'refused'} or {'more'}, as elsewhere has it; nothing was changed
--          {'adopted', metadata, last accessed, milliseconds, type of attributes where they are no Hash or nothing}
--          {'alive', metadata, last accessed, milliseconds, and if wanted {field, value, ...}, {field, bytes, ...}:
--          the deferred ones}
--          where metadata that is no String is {its type}, and in place of when it was last accessed is, if ARGV has
--          something for a lease, {that, the time of this server, what lease answers}
local metadata = text(KEYS[2])
if not metadata then
  on_primary(KEYS[1])
  local moved = renewed(KEYS[4])
  if moved then return moved end
  return {'none', redis.call('TYPE', KEYS[1]).ok == 'hash' and 1 or 0}
end

local interval, retention, remaining, span, given = life(KEYS[1], ARGV[1], ARGV[2])

if not interval then
  on_primary(KEYS[1])
  local moved = renewed(KEYS[4]) -- and somebody has written metadata under the old id
  if moved then return moved end
  if metadata == '' or metadata == 'null' then return {'none', 0, metadata} end
  local others = elsewhere(4)
  if others then return {others == true and 'elsewhere' or others} end
  interval = ARGV[1] * 1000
  local ttl = redis.call('PTTL', KEYS[2])
  local accessed = clock()
  if ttl >= 0 and ttl < interval then accessed = accessed - (interval - ttl) end
  extend(KEYS[2], interval)
  extend(KEYS[3], interval)
  local kind = redis.call('TYPE', KEYS[1]).ok
  return {'adopted', metadata, accessed, kind ~= 'none' and kind or nil}
end

-- After life: the last access is this less the time that is gone, and must not be before what it was.
local now = clock()
local accessed
if interval <= 0 then
  on_primary(KEYS[1])
  accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or now
  redis.call('HSET', KEYS[1], '@last_accessed_at', string.format('%.0f', now))
else
  if remaining <= 0 then
    on_primary(KEYS[1])
    return {'expired'}
  end
  redis.call('PEXPIRE', KEYS[1], span + retention) -- a replica refuses it
  accessed = math.min(now - (interval - remaining), now)
  if span < interval then -- from now on its expiry does not show the last access
    accessed = whole(redis.call('HGET', KEYS[1], '@last_accessed_at'), 0, 9007199254740992) or accessed
    redis.call('HSET', KEYS[1], '@last_accessed_at', string.format('%.0f', now))
  end
end
extend(KEYS[2], span)
extend(KEYS[3], span)
if ARGV[3] ~= '' then
  accessed = {accessed, now, lease(KEYS[1], given, ARGV[3], span, accessed, now)}
end
local most = ARGV[7 + math.max(tonumber(ARGV[4]), 0)]
if not most then return {'alive', metadata, accessed} end
if most == '0' then return {'alive', metadata, accessed, redis.call('HGETALL', KEYS[1]), {}} end

-- Control fields are never deferred: most requests need them.
local fields, deferred = {}, {}
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  local bytes = redis.call('HSTRLEN', KEYS[1], name)
  if bytes > tonumber(most) and string.sub(name, 1, 1) ~= '@' then
    deferred[#deferred + 1] = name
    deferred[#deferred + 1] = bytes
  else
    fields[#fields + 1] = name
    fields[#fields + 1] = redis.call('HGET', KEYS[1], name)
  end
end
return {'alive', metadata, accessed, fields, deferred}
