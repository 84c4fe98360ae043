-- end: marks a record as ended at this id: until the mark is removed there is no session, and no save is stored.
-- KEYS  1 attributes
-- ARGV  1 interval and  2 retention, in seconds, where the session has no such control fields
--       3 'take' to take its fields out, 'freeze' or 'leave' to leave them there
--       4 of 'freeze', milliseconds after which others may do what the caller has left undone; of the others, they may
--         at once
--       5 of 'freeze', the time after which it must do nothing, see late
-- Answers  {'ended'} if it is marked already, {'expired'} if it may not be frozen since it has expired; nothing was
--          changed; {'late', ...}, as late has it, the same; {'none'}, {'foreign'} for what was no Hash, or {'alive',
--          TTL as PTTL says it, {field, value, ...}}
local too_late = ARGV[3] == 'freeze' and late(ARGV[5])
if too_late then return too_late end
on_primary(KEYS[1])
local kind = redis.call('TYPE', KEYS[1]).ok
local answer = {kind == 'none' and 'none' or 'foreign'}
if kind == 'hash' then
  if overdue(KEYS[1]) ~= nil then return {'ended'} end
  local interval, retention, remaining = life(KEYS[1], ARGV[1], ARGV[2])
  if ARGV[3] ~= 'take' and interval > 0 and remaining <= 0 then return {'expired'} end
  answer = {'alive', redis.call('PTTL', KEYS[1]), redis.call('HGETALL', KEYS[1])}
  if ARGV[3] == 'leave' then redis.pcall('HSET', KEYS[1], '@ended_by', '"administrator"') end
  if ARGV[3] == 'leave' then redis.call('PEXPIRE', KEYS[1], retention) end
end
if answer[1] == 'foreign' then
  if ARGV[3] ~= 'take' then return answer end -- can't be marked; it stays as it is
  redis.call('DEL', KEYS[1])
end
local until_then = ARGV[3] == 'freeze' and clock() + tonumber(ARGV[4]) or 0
redis.call('HSET', KEYS[1], '@ended', string.format('%.0f', until_then))
-- The fields go after the mark: while its slot moves, a script can't touch a key any more that it has removed.
local names = {}
for i = 1, ARGV[3] == 'take' and answer[3] and #answer[3] or 0, 2 do names[#names + 1] = answer[3][i] end
for i = 1, #names, 1000 do redis.call('HDEL', KEYS[1], unpack(names, i, math.min(i + 999, #names))) end
if redis.call('HLEN', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], 86400000) end
return answer
