-- move: enters a session under the id that it is about to get.
-- KEYS  1 sessions of the user
-- ARGV  1 new id  2 milliseconds that the entry holds, <= 0 for ever  3 milliseconds that the change may be under way
-- Answers  1
on_primary(KEYS[1]) -- a session may get another id although the memory is full
begin_epoch(KEYS[1])
enter(KEYS[1], ARGV[1], ARGV[2])
enter(KEYS[1], '+' .. ARGV[1], ARGV[3])
keep(KEYS[1])
return 1
