-- create-beside: makes a session under an id under which another application has one already.
-- KEYS  1 attributes  2 metadata  3 conversation
-- ARGV  1 seconds that it lives without an access, <= 0 for ever  2 retention in seconds
--       3.. other applications, see elsewhere; n is how many of their keys there are  6+n.. field, value, ...
-- Answers  1; 0 if no other application has a session under this id, or this one has something there; 'more', as
--          elsewhere has it; nothing was changed then
if redis.call('EXISTS', KEYS[1]) == 1 or redis.call('EXISTS', KEYS[2]) == 0 then return 0 end
local others = elsewhere(3)
if others == 'more' then return 'more' end
if not others then return 0 end
local interval = math.floor(ARGV[1] * 1000 + 0.5)
if interval > 0 then allowed('PEXPIRE', KEYS[1], 1) else allowed('PERSIST', KEYS[2]) end
ends(6 + ARGV[3], #ARGV)
set(KEYS[1], 6 + ARGV[3], #ARGV)
if interval > 0 then redis.call('PEXPIRE', KEYS[1], interval + ARGV[2] * 1000) end
for i = 2, 3 do
  local expiry = redis.call('PTTL', KEYS[i])
  if interval <= 0 then
    redis.call('PERSIST', KEYS[i])
  elseif expiry >= 0 and expiry < interval then
    redis.call('PEXPIRE', KEYS[i], interval)
  end
end
return 1
