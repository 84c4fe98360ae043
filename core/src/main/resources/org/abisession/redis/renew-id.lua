-- renew-id: gives a session another id, since it has had its own for long. For a while the old one leads to the new
-- one.
-- KEYS  1-3 attributes, metadata, conversation of the old id  4-5 attributes, metadata of the new one
--       6 the key that leads from the old id to the new one
-- ARGV  1 old id  2 new id  3 interval and  4 retention, in seconds, where the session has no such control fields
--       5 the node, '' for one that takes no leases
--       6 milliseconds that a session keeps an id at least  7 milliseconds that the old id leads to the new one
--       8 what the record is to say of the old id
--       9 the time after which it must do nothing, see late
--       10.. other applications, see elsewhere: a session of two applications keeps its id
-- Answers  1; 0 if there is no session under the old id; 2 if it keeps that: it has not had it long enough, or the
--          Python application or another one may use it, too; 'more', as elsewhere has it, {'leased', ...}, as leased
--          has it, or {'late', ...}, as late has it, and nothing was changed
local too_late = late(ARGV[9])
if too_late then return too_late end
on_primary(KEYS[1]) -- and whatever follows is done although the memory is full
local interval, _, remaining, _, given = life(KEYS[1], ARGV[3], ARGV[4])
local metadata = text(KEYS[2])
if not interval or not metadata or (interval > 0 and remaining <= 0) then
  return 0
end
local now = clock()
local times = redis.call('HMGET', KEYS[1], '@id_since', '@created_at')
local since = whole(times[1], 0, 9007199254740992) or whole(times[2], 0, 9007199254740992)
if since == 0 or (since and now - since < tonumber(ARGV[6])) then
  return 2
end
local others = elsewhere(10)
if others == 'more' then return 'more' end
-- The metadata of a session that nobody else has written to.
local own = type(metadata) == 'string'
  and string.find(metadata, '^{"session_id": "[^"]*", "created_at": "[^"]*"}$')
if not since or others or not own or redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('HSET', KEYS[1], '@id_since', string.format('%.0f', now)) -- to be tried again as late as it would be due
  return 2
end
local held = leased(KEYS[1], given, ARGV[5])
if held then return held end
redis.call('HSET', KEYS[1], '@id_since', string.format('%.0f', now), '@renewed_from', ARGV[8])
redis.call('SET', KEYS[6], ARGV[2], 'PX', ARGV[7])
if given then redis.call('HDEL', KEYS[1], '@lease') end -- the holder knows its lease by the old id
redis.call('RENAME', KEYS[1], KEYS[4])
redis.call('RENAME', KEYS[2], KEYS[5])
name_in_metadata(KEYS[5], ARGV[1], ARGV[2])
return 1
