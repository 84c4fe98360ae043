-- lease-touch: starts the expiry of sessions anew that a node has served from its copies, from the last of these
-- accesses on; and sends the node a message, as lease-greet does.
-- KEYS  attributes, metadata, conversation, ...
-- ARGV  1 interval and  2 retention, in seconds, where a session has no such control fields
--       3 the node
--       4.. how long the last access of each is ago, milliseconds
-- Answers  1, or 0 if the user of Redis may not send the message, so that no node can ask for a lease; then for each
--          session when the last access was, milliseconds; 0 if it has ended, or was used later on another node
on_primary(KEYS[1])

local function touch(first, ago)
  local interval, retention, remaining, span = life(KEYS[first], ARGV[1], ARGV[2])
  if not interval or (interval > 0 and remaining <= 0) or redis.call('EXISTS', KEYS[first + 1]) == 0 then return 0 end
  local accessed = clock() - ago
  if interval <= 0 or span < interval then -- its expiry does not show the last access
    local before = whole(redis.call('HGET', KEYS[first], '@last_accessed_at'), 0, 9007199254740992) or 0
    if before > accessed then return 0 end
    redis.pcall('HSET', KEYS[first], '@last_accessed_at', string.format('%.0f', accessed))
    if interval <= 0 then return accessed end
    ago = 0
  end
  local time = span - ago
  if time <= remaining then return span < interval and accessed or 0 end
  redis.call('PEXPIRE', KEYS[first], time + retention)
  for i = first + 1, first + 2 do
    local ttl = redis.call('PTTL', KEYS[i])
    if ttl >= 0 and ttl < time then redis.call('PEXPIRE', KEYS[i], time) end
  end
  return accessed
end

local answer = {type(redis.pcall('PUBLISH', 'abi-session:lease:' .. ARGV[3], '0')) == 'number' and 1 or 0}
for i = 1, #KEYS / 3 do answer[i + 1] = touch(3 * i - 2, tonumber(ARGV[i + 3])) end
return answer
