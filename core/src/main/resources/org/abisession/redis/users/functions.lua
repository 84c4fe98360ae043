-- The sessions of a user: a sorted set of ids with the time, in milliseconds, that each entry holds. '@epoch' is among
-- them with a number that rises when all sessions of the user are ended; '+' and an id marks a login that is under way.
local FOR_EVER = 900000000000000 -- after every time, and before every epoch

-- Answers  the epoch of a user; nothing if there is none, or a number that this program does not write
local function epoch_of(key)
  local epoch = tonumber(redis.call('ZSCORE', key, '@epoch') or '')
  return epoch and epoch > FOR_EVER and epoch < 9007199254740992 and epoch % 1 == 0 and epoch or nil
end

-- Gives a user without an epoch one that no login has had, and answers the epoch.
local function begin_epoch(key)
  local epoch = epoch_of(key)
  if not epoch then
    local time = redis.call('TIME')
    epoch = time[1] * 1000000 + time[2]
    redis.call('ZADD', key, string.format('%.0f', epoch), '@epoch')
  end
  return epoch
end

-- Gives the key the expiry of the entry that holds longest, or removes it if it has no entries.
local function keep(key)
  local last = redis.call('ZRANGE', key, -2, -2, 'WITHSCORES')
  if not last[1] then
    redis.call('DEL', key)
  elseif tonumber(last[2]) >= FOR_EVER then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIRE', key, math.max(tonumber(last[2]) - clock(), 1))
  end
end

-- Adds an entry, or prolongs it, by a time in milliseconds; for ever if that is not positive.
local function enter(key, id, millis)
  local score = tonumber(millis) > 0 and clock() + tonumber(millis) or FOR_EVER
  redis.call('ZADD', key, string.format('%.0f', score), id)
end

-- Finds out whether a login that was entered may be stored: its entry is still there, and nobody has ended the user's
-- sessions meanwhile. login is what the record keeps of it, a JSON array that begins with the epoch.
local function admitted(key, id, login)
  local epoch = tonumber(string.match(login, '^%[(%d+)') or '')
  if not epoch or epoch ~= epoch_of(key) then return false end
  if not redis.call('ZSCORE', key, id) then return false end
  redis.call('ZREM', key, '+' .. id)
  return true
end

-- Does the same as admitted, for the login that a save has in ARGV: field, value, ... from a position to another one
local function login_admitted(key, attributes, first, last)
  local id = string.match(attributes, '^session:{?([%w_-]+)')
  for i = first, last - 1, 2 do
    if ARGV[i] == '@login' then return admitted(key, id, ARGV[i + 1]) end
  end
  return false
end
