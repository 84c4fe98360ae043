-- lease-greet: sends a node a message on the channel on which it is asked for its leases.
-- ARGV  1 the node
-- Answers  1, or 0 if the user of Redis may not
return type(redis.pcall('PUBLISH', 'abi-session:lease:' .. ARGV[1], '0')) == 'number' and 1 or 0
