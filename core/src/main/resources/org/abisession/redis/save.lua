-- Writes what one request has changed, if the session is still alive. All of it, or nothing.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 new interval in seconds, or '' if unchanged
--       2 '1' if the session may have no attributes record yet (adopted), else ''
--       3 metadata as it was read, or '' if it does not change  4 metadata as it shall be
--       5 count of the fields to set
--       6.. field, value, ... to set, then fields to remove
-- Answers  {'saved'}, {'gone'}, or {'conflict', metadata as it is now}
local metadata = redis.pcall('GET', KEYS[2])
if not metadata then return {'gone'} end

local control = redis.call('HMGET', KEYS[1], '@max_inactive_interval', '@expiry_retention')
local ttl = redis.call('PTTL', KEYS[1])
if not control[1] then
  if ARGV[2] == '' then return {'gone'} end
elseif tonumber(control[1]) > 0 and ttl - control[2] * 1000 <= 0 then
  return {'gone'}
end

if ARGV[3] ~= '' then
  if metadata ~= ARGV[3] then return {'conflict', type(metadata) == 'string' and metadata or ''} end
  redis.call('SET', KEYS[2], ARGV[4], 'KEEPTTL')
end

local first_removed = 6 + 2 * ARGV[5]
for i = 6, first_removed - 1, 2 do
  -- An adopted session that another node has adopted meanwhile keeps that node's control fields.
  if control[1] and ARGV[2] ~= '' and (ARGV[i] == '@created_at' or ARGV[i] == '@expiry_retention') then
    redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
for i = first_removed, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end

if ARGV[1] ~= '' then
  local interval = ARGV[1] * 1000
  local retention = redis.call('HGET', KEYS[1], '@expiry_retention') * 1000
  local before = control[1] and control[1] * 1000 or 0
  if interval <= 0 then
    for i = 1, 3 do redis.call('PERSIST', KEYS[i]) end
  else
    -- Counted from the last access, as before: the expiry moves by the difference of the intervals.
    local left = interval
    if before > 0 then left = math.max(ttl - retention + interval - before, 0) end
    redis.call('PEXPIRE', KEYS[1], left + retention)
    for i = 2, 3 do
      local old = redis.call('PTTL', KEYS[i])
      -- An expiry that is the record's own was set by us and follows it; another one is never shortened.
      local ours = control[1] and (before <= 0 and old == -1 or math.abs(old - (ttl - retention)) <= 1)
      if ours or (old >= 0 and old < left) then redis.call('PEXPIRE', KEYS[i], math.max(left, 1)) end
    end
  end
end
return {'saved'}
