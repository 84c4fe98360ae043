-- Finds those of many sessions that have metadata: any other has ended.
-- KEYS  metadata, metadata, ...
-- Answers  the positions of those sessions, counted from 0
local found = {}
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then found[#found + 1] = i - 1 end
end
return found
