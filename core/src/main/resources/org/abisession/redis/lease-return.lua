-- lease-return: gives back leases of a node that drops its copies before the leases end.
-- KEYS  attributes, ...
-- ARGV  1 the node  2.. the number of each lease
-- Answers  how many were still the node's
local found = 0
for i = 1, #KEYS do
  local stored = redis.pcall('HGET', KEYS[i], '@lease')
  local holder, number, _, free = lease_parts(type(stored) == 'string' and stored)
  if holder == ARGV[1] and number == ARGV[i + 1] then
    found = found + 1
    if free == 0 then
      redis.call('HDEL', KEYS[i], '@lease')
    else
      redis.call('HSET', KEYS[i], '@lease', string.format('%s %s 0 %.0f', holder, number, free))
    end
  end
end
return found
