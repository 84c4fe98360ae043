-- primary: does nothing on a primary; a replica refuses it.
-- KEYS  1 any key
-- Answers  1
on_primary(KEYS[1])
return 1
