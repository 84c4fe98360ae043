-- Removes entries of which no session was found.
-- KEYS  1 sessions of the user
-- ARGV  1 'under way' for those of logins that are under way, which then can't be stored; 'dead' for the others  2.. ids
-- Answers  how many were removed
local now = clock()
local removed = 0
for i = 2, #ARGV do
  local mark = tonumber(redis.call('ZSCORE', KEYS[1], '+' .. ARGV[i]) or '')
  local under_way = mark ~= nil and mark > now
  if under_way == (ARGV[1] == 'under way') then
    removed = removed + redis.call('ZREM', KEYS[1], ARGV[i])
    redis.call('ZREM', KEYS[1], '+' .. ARGV[i])
  end
end
keep(KEYS[1])
return removed
