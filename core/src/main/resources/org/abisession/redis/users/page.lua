-- Reads some of the entries of a user.
-- KEYS  1 sessions of the user
-- ARGV  1 position of the first, from 0  2 position of the last
-- Answers  {member, score, ...}, marks of logins and '@epoch' included
on_primary(KEYS[1])
return redis.call('ZRANGE', KEYS[1], ARGV[1], ARGV[2], 'WITHSCORES')
