-- The lease of a record is its field @lease: the name of the node that has it, a number by which that node knows it,
-- when it ends, and until when no node gets another one, in milliseconds of this server's clock (the last is 0 if no
-- node has asked for it back). While it lasts the node serves the session from its copy.
local function lease_parts(lease)
  if not lease then return nil end
  local node, number, ends, free = string.match(lease, '^(%S+) (%d+) (%d+) (%d+)$')
  return node, number, tonumber(ends), tonumber(free)
end

local longest, pause = 10000, 60000

-- Finds out whether a time is to come. One that lies further ahead than it may is not ours, and does not count.
local function lies_ahead(time, now, most)
  return time > now and time <= now + most
end

-- Finds out whether another node has to drop its copy first, and asks it to. To be called before a script changes a
-- session.
-- Answers  nothing if not; else what the script has to answer, after which it is run again: {'leased', milliseconds
--          that the lease still lasts}
local function leased(key, lease, node)
  local holder, number, ends, free = lease_parts(lease)
  if not holder or holder == node or ends == 0 then return nil end -- 0: it was given back
  local now = clock()
  if not lies_ahead(ends, now, longest) then return nil end
  -- A session that several nodes change is not worth a lease for a while.
  if free == 0 then
    redis.pcall('HSET', key, '@lease', string.format('%s %s %.0f %.0f', holder, number, ends, now + pause))
  end
  redis.pcall('PUBLISH', 'abi-session:lease:' .. holder, number) -- not allowed: then until it is over
  return {'leased', ends - now}
end

-- Gives a lease to a node that asks for one, if it was the last to use the session.
-- request  the node, a number, the milliseconds that it shall last, and the last access that the node knows of; '' for
--          none
-- span     how long the session may live without an access from now on
-- Answers  1 if the node has it, 0 if not, 2 if nobody gets one for a while since several nodes change the session
local function lease(key, lease, request, span, accessed, now)
  local node, number, lasts, last = lease_parts(request)
  if not node then return 0 end
  local holder, _, ends, free = lease_parts(lease)
  if holder and lies_ahead(free, now, pause) then return 2 end
  if number == '0' then return 0 end
  if math.abs(accessed - last) > 2 then return 0 end -- as exactly as its expiry tells the last access
  if span > 0 and span < 10 * lasts then return 0 end
  if holder and holder ~= node and lies_ahead(ends, now, longest) then return 0 end
  local set = redis.pcall('HSET', key, '@lease', string.format('%s %s %.0f 0', node, number, now + lasts))
  return type(set) == 'number' and 1 or 0
end
