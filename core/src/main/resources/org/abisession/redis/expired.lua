-- Finds the records among many that wait to be claimed: their time is over, or their metadata is gone.
-- KEYS  attributes, metadata, attributes, metadata, ...
-- ARGV  1 interval and  2 retention, in seconds, where a session has no such control fields
-- Answers  the positions of those sessions, counted from 0
local found = {}
for i = 1, #KEYS, 2 do
  if redis.call('TYPE', KEYS[i]).ok == 'hash' then -- another type is somebody else's, and left alone
    local interval, _, left = life(KEYS[i], ARGV[1], ARGV[2])
    if (interval > 0 and left <= 0) or redis.call('EXISTS', KEYS[i + 1]) == 0 then found[#found + 1] = (i - 1) / 2 end
  end
end
return found
