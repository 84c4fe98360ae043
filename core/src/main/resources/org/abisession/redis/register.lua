-- register: registers an application among those that use this Redis.
-- KEYS  1 applications
-- ARGV  1 the application's name  2 milliseconds that the names are kept
-- Answers  the names of all applications, its own included
-- A script that has begun to write may go on although the memory is full. Not by removing the field, which may be the
-- last one: while its slot moves, a script can't make a key anew.
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('HSET', KEYS[1], ARGV[1], '1')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HKEYS', KEYS[1])
