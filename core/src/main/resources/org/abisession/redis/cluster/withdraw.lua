-- withdraw: removes a turn that was added.
-- KEYS  1 conversation
-- ARGV  1 the entry
-- Answers  1, or 0 if it is not there any more
return redis.call('TYPE', KEYS[1]).ok == 'list' and redis.call('LREM', KEYS[1], -1, ARGV[1]) or 0
