-- change-id: moves a session to another id; from then on the old one is unknown.
-- KEYS  1-3 attributes, metadata, conversation of the old id  4-6 the same of the new one
--       7.. attributes of other applications: old id, new id, ...
-- ARGV  1 old id  2 new id  3 interval and  4 retention, in seconds, where the session has no such control fields
--       5 the node, '' for one that takes no leases
--       6 '1' if ids are renewed, else ''
--       7 the time after which it must do nothing, see late
--       8.. other applications, see elsewhere: with one that stays at the old id, metadata and conversation stay there,
--         too
-- Answers  1, or 0 if the session has ended; 'more', as elsewhere has it, {'leased', ...}, as leased has it, or
--          {'late', ...}, as late has it, and nothing was changed
local too_late = late(ARGV[7])
if too_late then return too_late end
local interval, _, remaining, _, given = life(KEYS[1], ARGV[3], ARGV[4])
local ended = redis.call('EXISTS', KEYS[2]) == 0 or (interval and interval > 0 and remaining <= 0)
if ended then
  on_primary(KEYS[1])
  return 0
end
local held = leased(KEYS[1], given, ARGV[5])
for i = 7, #KEYS, 2 do -- each application takes its leases for itself
  local others = redis.pcall('HGET', KEYS[i], '@lease')
  held = held or (type(others) == 'string' and leased(KEYS[i], others, ''))
end
if held then return held end
local others = elsewhere(8)
if others == 'more' then return 'more' end
allowed('GET', KEYS[5])
allowed('SET', KEYS[5], '')
if others then
  allowed('PEXPIRE', KEYS[5], 1)
  allowed('LLEN', KEYS[3])
  allowed('LRANGE', KEYS[3], 0, 0)
  allowed('DEL', KEYS[6])
  allowed('RPUSH', KEYS[6], '')
end
if given or ARGV[6] ~= '' then allowed('HDEL', KEYS[4], '@lease') end
if ARGV[6] ~= '' then allowed('HSET', KEYS[4], '@id_since', '0') end
for i = 1, 3 do
  local kind = others and redis.call('TYPE', KEYS[i]).ok
  local expiry = others and redis.call('PTTL', KEYS[i])
  if kind == 'none' then -- there is nothing to move
  elseif i == 2 and others and kind == 'string' then
    redis.call('SET', KEYS[5], redis.call('GET', KEYS[2]))
    if expiry >= 0 then redis.call('PEXPIRE', KEYS[5], math.max(expiry, 1)) end
  elseif i == 3 and others and kind == 'list' then
    redis.call('DEL', KEYS[6])
    for first = 0, redis.call('LLEN', KEYS[3]) - 1, 1000 do
      redis.call('RPUSH', KEYS[6], unpack(redis.call('LRANGE', KEYS[3], first, first + 999)))
    end
    if expiry >= 0 then redis.call('PEXPIRE', KEYS[6], math.max(expiry, 1)) end
  elseif (i == 1 and interval) or (i == 2 and not others) or redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('RENAME', KEYS[i], KEYS[i + 3])
  end
end
-- The holder knows its lease by the old id.
if given then redis.call('HDEL', KEYS[4], '@lease') end
for i = 7, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end

if ARGV[6] ~= '' and interval then
  redis.call('HDEL', KEYS[4], '@renewed_from') -- no id before this one may lead to it
  if redis.call('HGET', KEYS[4], '@id_since') ~= '0' then
    redis.call('HSET', KEYS[4], '@id_since', string.format('%.0f', clock()))
  end
end
name_in_metadata(KEYS[5], ARGV[1], ARGV[2])
return 1
