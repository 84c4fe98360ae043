-- Takes a lock, or keeps it: one node at a time does a task.
-- KEYS  1 the lock
-- ARGV  1 who asks  2 milliseconds after which it is free again
-- Answers  0 if it is taken, else the milliseconds for which another one has it
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return math.max(redis.call('PTTL', KEYS[1]), 1) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
