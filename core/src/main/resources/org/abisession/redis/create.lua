-- create: makes a session under an id that is new.
-- KEYS  1 attributes  2 metadata  3 if it has a login, sessions of its user
-- ARGV  1 seconds that it lives without an access, <= 0 for ever  2 retention in seconds  3 metadata  4.. field, value,
--         ...
-- Answers  1, 0 if there is something else under this id, or -1 if the login may not be stored any more
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
  on_primary(KEYS[1])
  -- The very same may be there: the answer to the run that made it was lost.
  if redis.call('TYPE', KEYS[1]).ok ~= 'hash' or text(KEYS[2]) ~= ARGV[3] then return 0 end
  if redis.call('HLEN', KEYS[1]) ~= (#ARGV - 3) / 2 then return 0 end
  for i = 4, #ARGV, 2 do
    local stored = redis.call('HGET', KEYS[1], ARGV[i])
    if not stored or (stored ~= ARGV[i + 1] and ARGV[i] ~= '@ends_at') then return 0 end -- that depends on the time
  end
  return 1
end
if KEYS[3] and not login_admitted(KEYS[3], KEYS[1], 4, #ARGV) then
  on_primary(KEYS[1])
  return -1
end
local interval = math.floor(ARGV[1] * 1000 + 0.5)
allowed('SET', KEYS[2], '')
if interval > 0 then allowed('PEXPIRE', KEYS[1], 1) end
ends(4, #ARGV)
set(KEYS[1], 4, #ARGV)
if interval > 0 then
  redis.call('SET', KEYS[2], ARGV[3], 'PX', interval)
  redis.call('PEXPIRE', KEYS[1], interval + ARGV[2] * 1000)
else
  redis.call('SET', KEYS[2], ARGV[3])
end
return 1
