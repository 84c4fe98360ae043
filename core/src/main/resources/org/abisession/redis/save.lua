-- save: writes what one request has changed, if the session is still alive. All of it, or nothing.
-- KEYS  1 attributes  2 metadata  3 conversation  4 if a login is stored, sessions of its user
-- ARGV  1 new interval in seconds, or '' if unchanged
--       2 if the session may have no attributes record yet (adopted): '1' if that interval is the default, which a
--         record does not take that is there already, '2' if it was set; else ''
--       3 metadata as it was read, or '' if it does not change  4 metadata as it shall be
--       5 interval and  6 retention, in seconds, where the session has no such control fields
--       7 the node, '' for one that takes no leases
--       8.. other applications, see elsewhere; n is how many of their keys there are
--       11+n count of the fields to set
--       12+n.. field, value, ... to set, then fields to remove
-- Answers  {'saved'}, {'gone'}, {'more'}, as elsewhere has it, or {'leased', ...}, as leased has it, and nothing was
--          changed, or {'conflict', metadata as it is now, or {its type} if it is no String}; an error, and nothing is
--          written, if there are attributes to write and their key is no Hash
local function gone()
  on_primary(KEYS[1])
  return {'gone'}
end

if redis.call('EXISTS', KEYS[2]) == 0 then return gone() end

local first = 12 + ARGV[8]
local first_removed = first + 2 * ARGV[first - 1]
local control_fields = {['@created_at'] = true, ['@max_inactive_interval'] = true, ['@expiry_retention'] = true}
local before, _, remaining, span, given = life(KEYS[1], ARGV[5], ARGV[6])
local foreign = not before and redis.call('TYPE', KEYS[1]).ok ~= 'none' -- somebody else's mistake, kept as it is
if foreign then
  for i = first, first_removed - 1, 2 do
    if not control_fields[ARGV[i]] then return redis.call('HGET', KEYS[1], ARGV[i]) end -- that is WRONGTYPE
  end
elseif not before then
  if ARGV[2] == '' then return gone() end
elseif before > 0 and remaining <= 0 then
  return gone()
end
local held = leased(KEYS[1], given, ARGV[7])
if held then return held end
if KEYS[4] and not login_admitted(KEYS[4], KEYS[1], first, first_removed) then return gone() end

-- What is shared with another application has its expiry from both: it is never shortened for one of them.
local new_interval = ARGV[1] ~= '' and not (before and ARGV[2] == '1')
-- An end that no use puts off may come before that of the interval.
local new_end = ends(first, first_removed - 1)
local others = (new_interval or new_end) and elsewhere(8)
if others == 'more' then return {'more'} end
if others and not before and not foreign then return {'gone'} end -- was adopted, and is no session here any more

if first_removed <= #ARGV then allowed('HDEL', KEYS[1], '') end
if new_interval or new_end then allowed('PEXPIRE', KEYS[1], 1) end
if ARGV[3] ~= '' then
  local metadata = text(KEYS[2])
  if metadata ~= ARGV[3] then return {'conflict', metadata} end
  redis.call('SET', KEYS[2], ARGV[4], 'KEEPTTL')
end

if foreign then return {'saved'} end

-- An adopted session that was saved before, by this node or another one, keeps its control fields.
write(KEYS[1], first, first_removed, before and ARGV[2] ~= '', ARGV[2] == '2')

if new_interval or new_end then
  local whole_interval, retention, _, interval = life(KEYS[1], ARGV[1] ~= '' and ARGV[1] or ARGV[5], ARGV[6])
  if interval <= 0 then
    note_access(KEYS[1], before, remaining, span)
    for i = 1, 3 do redis.call('PERSIST', KEYS[i]) end
  else
    -- Counted from the last access, or from now on if the interval is short for the request, which must not end it.
    if interval == whole_interval then
      interval = interval - since_access(before, remaining, span, interval)
    else
      note_access(KEYS[1], before, remaining, span)
    end
    redis.call('PEXPIRE', KEYS[1], interval + retention)
    for i = 2, 3 do
      local old = redis.call('PTTL', KEYS[i])
      -- An expiry that is the record's own, within what a busy server takes for a script, was set by us and follows it;
      -- another one is never shortened.
      local ours = before and not others and (before <= 0 and old == -1 or math.abs(old - remaining) <= 50)
      if ours or (old >= 0 and old < interval) then redis.call('PEXPIRE', KEYS[i], interval) end
    end
  end
end
return {'saved'}
