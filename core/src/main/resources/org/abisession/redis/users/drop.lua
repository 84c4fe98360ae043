-- drop: removes entries of which no session was found.
-- KEYS  1 sessions of the user
-- ARGV  1 'under way' for those of logins that are under way, which then can't be stored; 'dead' for others, which are
--         as they were read  2.. id, score, ...
-- Answers  how many were removed
local now = clock()
local removed = 0
for i = 2, #ARGV - 1, 2 do
  local mark = tonumber(redis.call('ZSCORE', KEYS[1], '+' .. ARGV[i]) or '')
  local under_way = mark ~= nil and mark > now
  local same = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or '') == tonumber(ARGV[i + 1])
  if ARGV[1] == 'under way' and under_way or ARGV[1] == 'dead' and same and not under_way then
    removed = removed + redis.call('ZREM', KEYS[1], ARGV[i])
    redis.call('ZREM', KEYS[1], '+' .. ARGV[i])
  end
end
keep(KEYS[1])
return removed
