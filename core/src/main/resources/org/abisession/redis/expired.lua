-- expired: finds the records among many that wait to be claimed: they have expired, or their metadata is gone.
-- KEYS  attributes, metadata, attributes, metadata, ...
-- ARGV  1 interval and  2 retention, in seconds, where a session has no such control fields
-- Answers  the positions of those sessions, counted from 0
on_primary(KEYS[1])
local retention = ARGV[2] * 1000
local found = {}
for i = 1, #KEYS, 2 do
  local gone = redis.call('EXISTS', KEYS[i + 1]) == 0
  -- Most need no closer look, which would cost more than all else. Metadata that the Python application keeps beyond
  -- the end hides one whose own retention is longer than ours, until ours.
  if gone or redis.call('PTTL', KEYS[i]) <= retention then
    local interval, _, remaining = life(KEYS[i], ARGV[1], ARGV[2])
    -- Another type is somebody else's, and left alone.
    if interval and (gone or (interval > 0 and remaining <= 0)) then found[#found + 1] = (i - 1) / 2 end
  end
end
return found
