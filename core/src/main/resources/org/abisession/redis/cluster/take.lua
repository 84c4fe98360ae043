-- take: removes the metadata.
-- KEYS  1 metadata
-- Answers  {0 or 1: whether there was any, as it was, empty if it was no String}
local metadata = text(KEYS[1])
return {redis.call('DEL', KEYS[1]), type(metadata) == 'string' and metadata or ''}
