-- drain: removes the conversation, and puts a mark in its place which says that it has moved: no turn may be added.
-- KEYS  1 conversation
-- ARGV  1 how many of its turns have been read  2 milliseconds that the mark stays at most
-- Answers  the turns after them
on_primary(KEYS[1]) -- this is the last step of a change of the id, also where the memory is full
local rest = redis.call('TYPE', KEYS[1]).ok == 'list' and redis.call('LRANGE', KEYS[1], ARGV[1], -1) or {}
redis.call('SET', KEYS[1], '@moved', 'PX', ARGV[2])
return rest
