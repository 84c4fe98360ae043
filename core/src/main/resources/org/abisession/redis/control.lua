-- Fails on a replica, which may not know yet what was acknowledged, and begins a write, which removes nothing, since no
-- record has a control field without a name; an attribute may be without one. To be called before a script answers that
-- there is nothing, or reads only, and before it writes what it may although the memory is full, such as the mark of an
-- end: Redis lets a script that has begun to write go on. Any other refusal is left to the operation itself, which
-- meets it again.
local function on_primary(key)
  local tried = redis.pcall('HDEL', key, '@')
  if type(tried) == 'table' and tried.err and string.find(tried.err, 'READONLY', 1, true) then
    redis.call('HDEL', key, '@')
  end
end
-- Fails, before a script has changed anything, if the user of Redis may not run a command that the script runs later:
-- it does all or nothing. To be called with that command; before Redis 7.0 nobody can ask.
local function allowed(...)
  if redis.acl_check_cmd and not redis.acl_check_cmd(...) then redis.call(...) end
end

-- Answers  the whole number in a control field, if it is one within the bounds; nothing otherwise: then the default of
--          the settings counts, and the field stays as it is
local function whole(text, least, most)
  local number = type(text) == 'string' and string.find(text, '^%-?%d+$') and tonumber(text)
  return number and number >= least and number <= most and number or nil
end

-- Answers  the time of this server, milliseconds
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Answers  {'late', the time of this server} if that time is after a deadline, both in milliseconds: the sender of the
--          script has given up; nothing otherwise, or if the deadline is ''
local function late(deadline)
  local now = deadline ~= '' and clock()
  return now and now > tonumber(deadline) and {'late', now} or nil
end

-- Answers  nothing if there is no record, or the key holds another type; else, in milliseconds, its interval, its
--          retention, of a session that does not live for ever the rest of its time, and the time that it may live from
--          now on without an access: the interval, or less where the session ends whatever its use; and its lease, as
--          leases.lua has it. One that ends whatever its use, and has no interval, gets one that is longer than that
local function life(key, interval, retention)
  local ttl = redis.call('PTTL', key)
  if ttl == -2 then return nil end
  local control =
    redis.pcall('HMGET', key, '@max_inactive_interval', '@expiry_retention', '@ended', '@ends_at', '@lease')
  if control.err then
    if redis.call('TYPE', key).ok ~= 'hash' then return nil end
    redis.call('HMGET', key, '@ended') -- fails with what it was
  end
  interval = (whole(control[1], -2147483648, 2147483647) or tonumber(interval)) * 1000
  retention = (whole(control[2], 1, 86400) or tonumber(retention)) * 1000
  -- On Redis Cluster a session that moves to another id has ended at the old one from the first step on.
  if control[3] then return math.max(interval, 1), retention, 0, 0 end
  local remaining = ttl == -1 and interval or ttl - retention -- where somebody took its expiry away, it gets a new one
  local ends = whole(control[4], 1, 9007199254740992)
  if not ends then return interval, retention, remaining, interval, control[5] end
  local rest = ends - clock()
  if interval <= 0 then -- its expiry shows no last access, as where the interval is longer than the rest
    local span = math.max(rest, 1)
    return span + 1, retention, ttl == -1 and rest or math.min(remaining, rest), span, control[5]
  end
  return interval, retention, math.min(remaining, rest), math.max(math.min(interval, rest), 1), control[5]
end

-- Notes when a session was last accessed whose expiry does not show that any more: it lives for ever from now on, or ends
-- before its interval does. Until now it did, by interval, remaining and span as life had them, or the time is noted
-- already.
local function note_access(key, interval, remaining, span)
  if not interval then
    redis.call('HSET', key, '@last_accessed_at', string.format('%.0f', clock()))
  elseif interval > 0 and span == interval then
    redis.call('HSET', key, '@last_accessed_at', string.format('%.0f', clock() - (interval - remaining)))
  end
end

-- Answers  how long ago a session was last accessed, in milliseconds; 0 where its expiry, as life has it, does not
--          show that, and after a use that is long for a new interval, which counts from the end of that use
local function since_access(interval, remaining, span, new_interval)
  local ago = interval and interval > 0 and span == interval and interval - remaining or 0
  return ago > 0 and ago * 3 < new_interval and ago or 0
end

-- Gives a key the expiry in milliseconds that all keys of a session get by an access, <= 0 for none. Never a shorter
-- one than it has: the Python application may have set that. One without an expiry keeps none.
local function extend(key, interval)
  if interval <= 0 then
    redis.call('PERSIST', key)
  elseif redis.REDIS_VERSION_NUM then -- from 7.0 on, as GT
    redis.call('PEXPIRE', key, interval, 'GT')
  else
    local ttl = redis.call('PTTL', key)
    if ttl >= 0 and ttl < interval then redis.call('PEXPIRE', key, interval) end
  end
end

-- Answers  nothing if a record is not marked as ended; else whether the time of the node that has marked it has passed
local function overdue(key)
  local ended = redis.call('HGET', key, '@ended')
  if not ended then return nil end
  return clock() > (whole(ended, 0, 9007199254740992) or 0)
end

-- Answers  the String at a key; nothing if there is no key; {its type} if it is of another one: somebody else's
--          mistake, kept as it is
local function text(key)
  local value = redis.pcall('GET', key)
  if type(value) ~= 'table' then return value or nil end
  local kind = redis.call('TYPE', key).ok
  return kind == 'string' and redis.call('GET', key) or {kind}
end

-- Finds out whether another application of ours has a record of the same session. ARGV has from a position on: how many
-- keys of attributes are to be looked at (-1 if that is not known), the key of the registry or '', the own name, those
-- keys. They stand in ARGV, not in KEYS, so that a user who may use EXISTS on them, and nothing else, may run the
-- script.
-- Answers  true or false; 'more' where the registry names more applications than ARGV; 'refused' where Redis lets its
--          user not look
local function elsewhere(at)
  local known = tonumber(ARGV[at])
  if ARGV[at + 1] ~= '' then
    local registered = redis.pcall('HLEN', ARGV[at + 1])
    local own = redis.pcall('HGET', ARGV[at + 1], ARGV[at + 2])
    local others = type(registered) == 'number' and registered - (own and 1 or 0) or 0 -- an error if it may not be read
    if others > known then return 'more' end
  elseif known < 0 then
    return 'more'
  end
  local answer = false
  for i = at + 3, at + 2 + known do
    local exists = redis.pcall('EXISTS', ARGV[i])
    if exists == 1 then return true end
    if exists ~= 0 then answer = 'refused' end
  end
  return answer
end

-- Sets fields of a Hash, which stand in ARGV with their values in turn
local function set(key, first, last)
  for i = first, last, 1000 do redis.call('HSET', key, unpack(ARGV, i, math.min(i + 999, last))) end
end

-- Finds the end of a session that no use puts off, among fields and values in ARGV. One that a node has just set is '+'
-- and the milliseconds until then, since its clock may be another than this server's; it becomes a time of this one's.
-- Answers  whether there is one
local function ends(first, last)
  for i = first, last, 2 do
    if ARGV[i] == '@ends_at' then
      local rest = string.match(ARGV[i + 1], '^%+(%d+)$')
      if rest then ARGV[i + 1] = string.format('%.0f', clock() + rest) end
      return true
    end
  end
  return false
end

-- Sets and removes fields as a save has them in ARGV: from first on names and values in turn, from first_removed on
-- names to remove. With kept, the control fields that the record has already stay, but for an interval that was set.
local function write(key, first, first_removed, kept, interval_set)
  if kept then
    for i = first, first_removed - 1, 2 do
      local once = ARGV[i] == '@created_at' or ARGV[i] == '@expiry_retention'
        or (ARGV[i] == '@max_inactive_interval' and not interval_set)
      redis.call(once and 'HSETNX' or 'HSET', key, ARGV[i], ARGV[i + 1])
    end
  else
    set(key, first, first_removed - 1)
  end
  for i = first_removed, #ARGV, 1000 do redis.call('HDEL', key, unpack(ARGV, i, math.min(i + 999, #ARGV))) end
end

-- Replaces the old id by the new one in a field session_id; every other byte of the metadata stays.
local function name_in_metadata(key, from, to)
  local metadata = text(key)
  if type(metadata) ~= 'string' then return end
  local old = string.gsub(from, '%-', '%%-')
  local moved, count = string.gsub(metadata, '("session_id"%s*:%s*")' .. old .. '"', '%1' .. to .. '"')
  if count > 0 then redis.call('SET', key, moved, 'KEEPTTL') end
end

-- Finds out whether an id was renewed a moment ago. key holds the new one; there is no key if ids are not renewed.
-- Answers  nothing if not; else {'renewed', the new id}
local function renewed(key)
  local id = key and redis.pcall('GET', key)
  return type(id) == 'string' and {'renewed', id} or nil
end
