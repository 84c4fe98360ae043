-- announce: announces a node of an application, and reads the announcements of the nodes that were there before.
-- KEYS  1 nodes of the application
-- ARGV  1 the node's name  2 milliseconds that the announcement holds  3 when the node was first announced,
--         milliseconds, '' if this is the first time  4 its announcement
-- Answers  {the time of this server, when the node was first announced, the announcement of an older node, ...}, times
--          in milliseconds; of the announcements those that still hold
local now = clock()
local since = tonumber(ARGV[3]) or now
local latest = now + tonumber(ARGV[2])
local answer = {now, string.format('%.0f', since)}
on_primary(KEYS[1])
local kind = redis.call('TYPE', KEYS[1]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[1]) end
-- First: while its slot moves, a script can't touch a key any more of which it has removed all fields.
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %.0f %s', now + tonumber(ARGV[2]), since, ARGV[4]))
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local expires, first, line = string.match(fields[i + 1], '^(%d+) (%d+) (.*)$')
  if fields[i] == ARGV[1] then -- this node
  elseif not expires or tonumber(expires) < now or tonumber(expires) > now + 86400000 then
    redis.call('HDEL', KEYS[1], fields[i])
  else
    local before = tonumber(first) < since or (tonumber(first) == since and fields[i] < ARGV[1])
    if before then answer[#answer + 1] = line end
    latest = math.max(latest, tonumber(expires))
  end
end
redis.call('PEXPIRE', KEYS[1], math.max(latest - now, 1))
return answer
