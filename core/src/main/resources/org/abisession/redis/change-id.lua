-- Moves a session to another id; from then on the old one is unknown.
-- KEYS  1-3 attributes, metadata, conversation of the old id  4-6 the same of the new one
--       7.. attributes of other applications: old id, new id, ...
-- ARGV  1 old id  2 new id  3 interval and  4 retention, in seconds, where the session has no such control fields
-- Answers  1, or 0 if the session has ended
local interval, _, left = life(KEYS[1], ARGV[3], ARGV[4])
local over = redis.call('EXISTS', KEYS[2]) == 0 or (interval and interval > 0 and left <= 0)
if over then
  on_primary(KEYS[1])
  return 0
end
for i = 1, 3 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 3]) end
end
for i = 7, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end

-- A field session_id that names the old id follows; every other byte stays.
local metadata = text(KEYS[5])
if type(metadata) == 'string' then
  local old = string.gsub(ARGV[1], '%-', '%%-')
  local moved, count = string.gsub(metadata, '("session_id"%s*:%s*")' .. old .. '"', '%1' .. ARGV[2] .. '"')
  if count > 0 then redis.call('SET', KEYS[5], moved, 'KEEPTTL') end
end
return 1
