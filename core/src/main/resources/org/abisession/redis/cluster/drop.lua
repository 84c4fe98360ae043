-- drop: removes the metadata, if it still is what was read.
-- KEYS  1 metadata
-- ARGV  1 as it was read, '' if it is no String
-- Answers  nothing if it is removed now, or was before; else {TTL as PTTL says it, metadata}
local metadata = text(KEYS[1])
if type(metadata) == 'string' and metadata ~= ARGV[1] then return {redis.call('PTTL', KEYS[1]), metadata} end
redis.call('DEL', KEYS[1])
return false
