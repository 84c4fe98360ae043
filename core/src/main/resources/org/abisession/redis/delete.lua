-- Ends a session: nothing of it is left.
-- KEYS  1 attributes  2 metadata  3 conversation
-- Answers  1 if there was a session, or what was left of one, else 0
local had = redis.call('DEL', KEYS[1]) + redis.call('DEL', KEYS[2])
redis.call('DEL', KEYS[3])
return had > 0 and 1 or 0
