-- create: makes a record where there is nothing.
-- KEYS  1 attributes
-- ARGV  1 TTL in milliseconds, <= 0 for none  2.. field, value, ...
-- Answers  1, or 0 if there is something
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
ends(2, #ARGV)
set(KEYS[1], 2, #ARGV)
if tonumber(ARGV[1]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
