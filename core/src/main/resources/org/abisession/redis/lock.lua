-- lock: takes a lock, or keeps it: one node at a time does a task.
-- KEYS  1 the lock
-- ARGV  1 who asks  2 milliseconds after which it is free again  3 the longest that another one may have it for
-- Answers  0 if it is taken, else the milliseconds for which another one has it
local owner = text(KEYS[1])
if type(owner) == 'string' and owner ~= ARGV[1] then
  local ttl = redis.call('PTTL', KEYS[1])
  -- One without an expiry, or for ages, as after the clock was set back, would keep every node from the task.
  if ttl >= 0 and ttl <= tonumber(ARGV[3]) then return math.max(ttl, 1) end
end
on_primary(KEYS[1]) -- not by removing the key: while its slot moves, a script can't make it anew
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
