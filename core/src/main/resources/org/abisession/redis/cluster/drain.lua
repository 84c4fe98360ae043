-- Removes the conversation.
-- KEYS  1 conversation
-- ARGV  1 how many of its turns have been read
-- Answers  those behind them
local rest = redis.call('TYPE', KEYS[1]).ok == 'list' and redis.call('LRANGE', KEYS[1], ARGV[1], -1) or {}
redis.call('DEL', KEYS[1])
return rest
