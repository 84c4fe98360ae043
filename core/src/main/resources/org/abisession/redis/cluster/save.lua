-- save: writes what one request has changed into the record of a session that is still alive.
-- KEYS  1 attributes
-- ARGV  1 new interval in seconds, or '' if unchanged
--       2 if the session may have no attributes record yet (adopted): '1' if that interval is the default, which a
--         record does not take that is there already, '2' if it was set; else ''
--       3 interval and  4 retention, in seconds, where the session has no such control fields
--       5 count of the fields to set
--       6.. field, value, ... to set, then fields to remove
-- Answers  {'gone'}, or {'saved', 0 or 1: whether the record was made, and if there is a new interval the arguments
--          of adjust for the other keys}; an error, and nothing is written, if there are attributes to write and their
--          key is no Hash
local first_removed = 6 + 2 * ARGV[5]
local control_fields = {['@created_at'] = true, ['@max_inactive_interval'] = true, ['@expiry_retention'] = true}
local before, _, remaining, span = life(KEYS[1], ARGV[3], ARGV[4])
if not before and redis.call('TYPE', KEYS[1]).ok ~= 'none' then -- somebody else's mistake, kept as it is
  for i = 6, first_removed - 1, 2 do
    if not control_fields[ARGV[i]] then return redis.call('HGET', KEYS[1], ARGV[i]) end -- that is WRONGTYPE
  end
  return {'saved', 0}
elseif not before then
  if ARGV[2] == '' then return {'gone'} end
elseif before > 0 and remaining <= 0 then
  return {'gone'}
end

-- An end that no use puts off may come before that of the interval.
local new_end = ends(6, first_removed - 1)

-- An adopted session that was saved before, by this node or another one, keeps its control fields.
write(KEYS[1], 6, first_removed, before and ARGV[2] ~= '', ARGV[2] == '2')

local made = before and 0 or 1
if not new_end and (ARGV[1] == '' or (before and ARGV[2] == '1')) then return {'saved', made} end
local whole_interval, retention, _, interval = life(KEYS[1], ARGV[1] ~= '' and ARGV[1] or ARGV[3], ARGV[4])
local expected = before and (before <= 0 and '0' or tostring(remaining)) or ''
if interval <= 0 then
  note_access(KEYS[1], before, remaining, span)
  redis.call('PERSIST', KEYS[1])
  return {'saved', made, expected, '0'}
end
-- Counted from the last access, or from now on if the interval is short for the request, which must not end it.
if interval == whole_interval then
  interval = interval - since_access(before, remaining, span, interval)
else
  note_access(KEYS[1], before, remaining, span)
end
redis.call('PEXPIRE', KEYS[1], interval + retention)
return {'saved', made, expected, tostring(interval)}
