-- enter: enters a session among those of its user, before its login is stored.
-- KEYS  1 sessions of the user
-- ARGV  1 id  2 milliseconds that the entry holds, <= 0 for ever  3 milliseconds that the login may be under way
--       4 how many sessions the user may have, 0 for any number
-- Answers  {epoch}; or {'', member, score, ...}, and nothing was entered: what there is of others
local now = clock()
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if ARGV[4] ~= '0' then
  local others, count = {''}, 0
  local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do
    if all[i] ~= ARGV[1] and all[i] ~= '+' .. ARGV[1] then
      others[#others + 1] = all[i]
      others[#others + 1] = all[i + 1]
      -- What is no id was put there by somebody else, and is no session.
      if #all[i] >= 16 and #all[i] <= 128 and string.find(all[i], '^[%w_-]+$') then count = count + 1 end
    end
  end
  if count >= tonumber(ARGV[4]) then return others end
end
local epoch = begin_epoch(KEYS[1])
enter(KEYS[1], ARGV[1], ARGV[2])
enter(KEYS[1], '+' .. ARGV[1], ARGV[3])
keep(KEYS[1])
return {string.format('%.0f', epoch)}
