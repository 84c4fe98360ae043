-- Writes what one request has changed, if the session is still alive. All of it, or nothing.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 new interval in seconds, or '' if unchanged
--       2 '1' if the session may have no attributes record yet (adopted), else ''
--       3 metadata as it was read, or '' if it does not change  4 metadata as it shall be
--       5 interval and  6 retention, in seconds, where the session has no such control fields
--       7 count of the fields to set
--       8.. field, value, ... to set, then fields to remove
-- Answers  {'saved'}, {'gone'}, or {'conflict', metadata as it is now, or {its type} if it is no String};
--          an error, and nothing is written, if there are attributes to write and their key is no Hash
local function gone()
  on_primary(KEYS[1])
  return {'gone'}
end

local metadata = text(KEYS[2])
if not metadata then return gone() end

local first_removed = 8 + 2 * ARGV[7]
local control_fields = {['@created_at'] = true, ['@max_inactive_interval'] = true, ['@expiry_retention'] = true}
local before, _, left = life(KEYS[1], ARGV[5], ARGV[6])
local foreign = not before and redis.call('TYPE', KEYS[1]).ok ~= 'none' -- somebody else's mistake, kept as it is
if foreign then
  for i = 8, first_removed - 1, 2 do
    if not control_fields[ARGV[i]] then return redis.call('HGET', KEYS[1], ARGV[i]) end -- that is WRONGTYPE
  end
elseif not before then
  if ARGV[2] == '' then return gone() end
elseif before > 0 and left <= 0 then
  return gone()
end

if ARGV[3] ~= '' then
  if metadata ~= ARGV[3] then return {'conflict', metadata} end
  redis.call('SET', KEYS[2], ARGV[4], 'KEEPTTL')
end

if foreign then return {'saved'} end

-- An adopted session that another node has adopted meanwhile keeps that node's control fields.
write(KEYS[1], 8, first_removed, before and ARGV[2] ~= '')

if ARGV[1] ~= '' then
  local interval = ARGV[1] * 1000
  if interval <= 0 then
    for i = 1, 3 do redis.call('PERSIST', KEYS[i]) end
  else
    local _, retention = life(KEYS[1], ARGV[1], ARGV[6])
    -- Counted from now on, since the session is in use: an interval shorter than its request must not end it.
    redis.call('PEXPIRE', KEYS[1], interval + retention)
    for i = 2, 3 do
      local old = redis.call('PTTL', KEYS[i])
      -- An expiry that is the record's own was set by us and follows it; another one is never shortened.
      local ours = before and (before <= 0 and old == -1 or math.abs(old - left) <= 1)
      if ours or (old >= 0 and old < interval) then redis.call('PEXPIRE', KEYS[i], interval) end
    end
  end
end
return {'saved'}
