-- living: finds those of many sessions that have metadata, or an id that leads to another one: any other has ended.
-- KEYS  metadata, metadata, ...  then if ids that were renewed count, for each session what leads to its new id
-- ARGV  1 how many sessions
-- Answers  the positions of those sessions, counted from 0
on_primary(KEYS[1])
local found = {}
for i = 1, tonumber(ARGV[1]) do
  local leads = KEYS[i + ARGV[1]]
  if redis.call('EXISTS', KEYS[i]) == 1 or (leads and redis.call('EXISTS', leads) == 1) then
    found[#found + 1] = i - 1
  end
end
return found
