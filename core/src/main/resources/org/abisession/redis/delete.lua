-- delete: ends a session and removes its keys, but for those that it has in common with another application that has a
-- record of it.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 the node, '' for one that takes no leases
--       2.. other applications, see elsewhere; n is how many of their keys there are
--       5+n 0 if the fields are wanted; without it they are read before this, in the same transaction
-- Answers  {metadata, {field, value, ...} if wanted} as they were, empty where there was none or one of another type;
--          nothing if there was neither; 'more', as elsewhere has it, or {'leased', ...}, as leased has it, and
--          nothing was changed
local given = redis.pcall('HGET', KEYS[1], '@lease')
local held = type(given) == 'string' and leased(KEYS[1], given, ARGV[1])
if held then return held end
local others = elsewhere(2)
if others == 'more' then
  on_primary(KEYS[1])
  return 'more'
end
local fields = ARGV[5 + ARGV[2]] and redis.call('TYPE', KEYS[1]).ok == 'hash' and redis.call('HGETALL', KEYS[1]) or {}
local metadata = text(KEYS[2])
local had
if others then
  had = redis.call('DEL', KEYS[1])
else
  had = redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('DEL', KEYS[3])
end
if had == 0 then return false end
return {type(metadata) == 'string' and metadata or '', fields}
