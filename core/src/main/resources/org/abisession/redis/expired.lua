-- Finds the records among many that wait to be claimed: their time is over, or their metadata is gone.
-- KEYS  attributes, metadata, attributes, metadata, ...
-- Answers  the positions of those sessions, counted from 0
local found = {}
for i = 1, #KEYS, 2 do
  local control = redis.pcall('HMGET', KEYS[i], '@max_inactive_interval', '@expiry_retention')
  if control[1] then -- not so where the key holds another type: somebody else's, left alone
    local expired = tonumber(control[1]) > 0 and redis.call('PTTL', KEYS[i]) - control[2] * 1000 <= 0
    if expired or redis.call('EXISTS', KEYS[i + 1]) == 0 then found[#found + 1] = (i - 1) / 2 end
  end
end
return found
