-- Registers an application among those that use this Redis.
-- KEYS  1 applications
-- ARGV  1 the application's name  2 milliseconds that the names are kept
-- Answers  the names of all applications, its own included
redis.call('HDEL', KEYS[1], ARGV[1]) -- a script that has freed something may write although the memory is full
redis.call('HSET', KEYS[1], ARGV[1], '1')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('HKEYS', KEYS[1])
