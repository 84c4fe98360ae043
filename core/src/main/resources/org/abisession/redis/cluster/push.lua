-- push: adds turns to a conversation, as they are.
-- KEYS  1 conversation
-- ARGV  1 TTL of a list that is new, in milliseconds, <= 0 for none  2.. turns
-- Answers  the new size
local made = redis.call('EXISTS', KEYS[1]) == 0
for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
if made and tonumber(ARGV[1]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return redis.call('LLEN', KEYS[1])
