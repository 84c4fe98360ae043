-- Ends a session: nothing of it is left.
-- KEYS  1 attributes  2 metadata  3 conversation
-- Answers  {metadata, {field, value, ...}} as they were, empty where there was none; nothing if there was neither
local fields = redis.pcall('HGETALL', KEYS[1])
local metadata = redis.pcall('GET', KEYS[2])
local had = redis.call('DEL', KEYS[1]) + redis.call('DEL', KEYS[2])
redis.call('DEL', KEYS[3])
if had == 0 then return false end
if fields.err then fields = {} end -- of another type: somebody else's mistake
return {type(metadata) == 'string' and metadata or '', fields}
