-- append: adds a turn to a conversation.
-- KEYS  1 conversation
-- ARGV  1 the entry  2 interval in milliseconds, <= 0 for none
-- Answers  the new size, or 0 if the conversation has moved to another id
if text(KEYS[1]) == '@moved' then return 0 end
local size = redis.call('RPUSH', KEYS[1], ARGV[1])
local interval = tonumber(ARGV[2])
if interval > 0 then
  local ttl = redis.call('PTTL', KEYS[1])
  -- A list that was made just now has no expiry yet; an older one without has been given none on purpose.
  if (ttl == -1 and size == 1) or (ttl >= 0 and ttl < interval) then redis.call('PEXPIRE', KEYS[1], interval) end
end
return size
