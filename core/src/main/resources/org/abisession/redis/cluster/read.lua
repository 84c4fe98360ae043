-- read: reads a key whole, to write it elsewhere.
-- KEYS  1 metadata or conversation
-- ARGV  1 the type that it should be, string or list
-- Answers  {type, TTL as PTTL says it, and the String, the List of entries, or what DUMP says of a type that it should
--          not be}
local kind = redis.call('TYPE', KEYS[1]).ok
local ttl = redis.call('PTTL', KEYS[1])
if kind == 'none' then return {kind, ttl} end
if kind ~= ARGV[1] then return {'foreign', ttl, redis.call('DUMP', KEYS[1])} end
if kind == 'string' then return {kind, ttl, redis.call('GET', KEYS[1])} end
return {kind, ttl, redis.call('LRANGE', KEYS[1], 0, -1)}
