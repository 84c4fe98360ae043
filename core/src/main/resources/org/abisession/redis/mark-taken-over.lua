-- mark-taken-over: marks a session of Spring Session as taken over. Its application goes on to use it.
-- KEYS  1 the Hash of Spring Session
-- ARGV  1 the field that is the mark  2 its value
-- Answers  1; 0 if the mark is there already, or the Hash is not, and nothing was changed
if redis.call('EXISTS', KEYS[1]) == 0 then
  on_primary(KEYS[1])
  return 0
end
return redis.call('HSETNX', KEYS[1], ARGV[1], ARGV[2])
