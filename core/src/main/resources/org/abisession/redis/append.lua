-- append: adds a turn to the conversation of a session that is alive.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 the entry  2 interval and  3 retention, in seconds, where the session has no such control fields
-- Answers  the new size, or 0 if the session has ended
local interval, _, remaining, span = life(KEYS[1], ARGV[2], ARGV[3])
local ended = redis.call('EXISTS', KEYS[2]) == 0 or (interval and interval > 0 and remaining <= 0)
if ended then
  on_primary(KEYS[1])
  return 0
end
interval = span or ARGV[2] * 1000
if interval > 0 then allowed('PEXPIRE', KEYS[3], 1) end
local size = redis.call('RPUSH', KEYS[3], ARGV[1])
if interval > 0 then
  local ttl = redis.call('PTTL', KEYS[3])
  -- A list that was made just now has no expiry yet; an older one without has been given none on purpose.
  if (ttl == -1 and size == 1) or (ttl >= 0 and ttl < interval) then redis.call('PEXPIRE', KEYS[3], interval) end
end
return size
