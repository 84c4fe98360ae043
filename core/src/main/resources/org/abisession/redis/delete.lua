-- Ends a session: nothing of it is left.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 0 if the fields are wanted; without it they are read before this, in the same transaction
-- Answers  {metadata, {field, value, ...} if wanted} as they were, empty where there was none or one of another type;
--          nothing if there was neither
on_primary(KEYS[1])
local fields = ARGV[1] and redis.call('TYPE', KEYS[1]).ok == 'hash' and redis.call('HGETALL', KEYS[1]) or {}
local metadata = text(KEYS[2])
local had = redis.call('DEL', KEYS[1]) + redis.call('DEL', KEYS[2])
redis.call('DEL', KEYS[3])
if had == 0 then return false end
return {type(metadata) == 'string' and metadata or '', fields}
