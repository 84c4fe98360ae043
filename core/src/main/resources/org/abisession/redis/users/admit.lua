-- admit: finds out whether a login that was stored counts, where the script that stores it can't.
-- KEYS  1 sessions of the user
-- ARGV  1 id  2 what the record keeps of the login
-- Answers  1 or 0
on_primary(KEYS[1])
return admitted(KEYS[1], ARGV[1], ARGV[2]) and 1 or 0
