-- adjust: gives a key another expiry.
-- KEYS  1 metadata or conversation
-- ARGV  1 the TTL in milliseconds that it has if we have set it, 0 for none, '' if we have not
--       2 the TTL that it shall have, 0 for none
-- Answers  0 if there is no key, else 1
local old = redis.call('PTTL', KEYS[1])
if old == -2 then return 0 end
local wanted = tonumber(ARGV[2])
local expected = tonumber(ARGV[1])
-- Two servers: what was set at the same time differs by the time that messages take.
local ours = expected
  and (expected <= 0 and old == -1 or expected > 0 and old >= 0 and math.abs(old - expected) <= 1000)
if wanted <= 0 then
  redis.call('PERSIST', KEYS[1])
elseif ours or (old >= 0 and old < wanted) then
  redis.call('PEXPIRE', KEYS[1], wanted)
end
return 1
