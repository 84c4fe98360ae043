-- swap: edits the metadata, if it still is what was read.
-- KEYS  1 metadata
-- ARGV  1 as it was read  2 as it shall be
-- Answers  {'saved'}, {'gone'}, or {'conflict', metadata as it is now, or {its type} if it is no String}
local metadata = text(KEYS[1])
if not metadata then return {'gone'} end
if metadata ~= ARGV[1] then return {'conflict', metadata} end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return {'saved'}
