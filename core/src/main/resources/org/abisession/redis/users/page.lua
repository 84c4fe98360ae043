-- page: reads some of the entries of a user: over all pages, every entry that is there all the while, whatever is
-- added, removed or prolonged between two of them.
-- KEYS  1 sessions of the user
-- ARGV  1 cursor, 0 for the first page  2 about how many
-- Answers  {cursor of the next page, {member, score, ...}}, marks of logins and '@epoch' included; the last cursor is 0
on_primary(KEYS[1])
return redis.call('ZSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
