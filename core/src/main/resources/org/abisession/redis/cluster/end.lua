-- Marks a record as ended at this id: until the mark is removed there is no session, and no save is stored.
-- KEYS  1 attributes
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3 'take' to take its fields out, 'freeze' or 'leave' to leave them there
--       4 of 'freeze', milliseconds after which others may do what the caller has left undone; of the others, they may
--         at once
-- Answers  {'ended'} if it is marked already, {'expired'} if it may not be frozen since it has expired; nothing was
--          changed; {'none'}, {'foreign'} for what was no Hash, or {'alive', TTL as PTTL says it, {field, value, ...}}
on_primary(KEYS[1])
local kind = redis.call('TYPE', KEYS[1]).ok
local answer = {kind == 'none' and 'none' or 'foreign'}
if kind == 'hash' then
  if overdue(KEYS[1]) ~= nil then return {'ended'} end
  local interval, retention, left = life(KEYS[1], ARGV[1], ARGV[2])
  if ARGV[3] ~= 'take' and interval > 0 and left <= 0 then return {'expired'} end
  answer = {'alive', redis.call('PTTL', KEYS[1]), redis.call('HGETALL', KEYS[1])}
  if ARGV[3] == 'leave' then redis.pcall('HSET', KEYS[1], '@ended_by', '"administrator"') end
  if ARGV[3] == 'leave' then redis.call('PEXPIRE', KEYS[1], retention) end
end
local until_then = 0
if ARGV[3] == 'take' then
  redis.call('DEL', KEYS[1])
elseif answer[1] == 'foreign' then
  return answer -- can't be marked; it stays as it is
end
if ARGV[3] == 'freeze' then until_then = clock() + tonumber(ARGV[4]) end
redis.call('HSET', KEYS[1], '@ended', string.format('%.0f', until_then))
if redis.call('HLEN', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], 86400000) end
return answer
