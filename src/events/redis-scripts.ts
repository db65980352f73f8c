import {
  DIGEST_BYTES,
  EVENT_OVERHEAD_BYTES,
  GAP_FROM_MS,
  LOG_TTL_MS,
  UNREADABLE_COPIES,
  UNREADABLE_MS,
} from './retention.js';
import { GAP } from './streams.js';

/**
 * The scripts of the event log in Redis. All but `KEEP_UNREADABLE` take the keys of `EventKeys`: the log, both streams, both sets of
 * digests. They take these arguments first: a mark for a new log, the maximum number of bytes, the lifetime of a digest, and for each
 * stream the maximum age, the number of events and the number of digests. Their own arguments follow from 10.
 *
 * The log is a hash: `mark`, `last` (id of the last event), and for each stream `last:`, `removed:` (id of the last event that was
 * removed) and `bytes:`; `alive` and the last gap, `gapFrom` and `gapTo`.
 */
const COMMON = `
local log, mark = KEYS[1], ARGV[1]
local names = {'state', 'activity'}
local streams = {state = KEYS[2], activity = KEYS[3]}
local seen = {state = KEYS[4], activity = KEYS[5]}
local max_bytes, digest_ms = tonumber(ARGV[2]), tonumber(ARGV[3])
local retention = {
  state = {age = tonumber(ARGV[4]), events = tonumber(ARGV[5]), digests = tonumber(ARGV[6])},
  activity = {age = tonumber(ARGV[7]), events = tonumber(ARGV[8]), digests = tonumber(ARGV[9])},
}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function whole(number) return string.format('%.0f', number) end

local function begin()
  if redis.call('HSETNX', log, 'mark', mark) == 1 then
    redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5])
  end
  redis.call('PEXPIRE', log, ${LOG_TTL_MS})
end

local function size_of(fields)
  local size = ${EVENT_OVERHEAD_BYTES}
  for n = 2, #fields, 2 do size = size + #fields[n] end
  return size
end

local function last_of(name) return redis.call('HGET', log, 'last:' .. name) or '0-0' end

-- An empty stream may have expired as a whole.
local function removed_of(name)
  if redis.call('XLEN', streams[name]) == 0 then return last_of(name) end
  return redis.call('HGET', log, 'removed:' .. name) or '0-0'
end

local function usage()
  local bytes = 0
  for _, name in ipairs(names) do
    if redis.call('XLEN', streams[name]) > 0 then bytes = bytes + (redis.call('HGET', log, 'bytes:' .. name) or 0) end
    bytes = bytes + redis.call('ZCARD', seen[name]) * ${DIGEST_BYTES}
  end
  return bytes
end

local function add(name, kind, received, sealed, from)
  local ms, seq = string.match(redis.call('HGET', log, 'last') or '0-0', '^(%d+)-(%d+)$')
  ms, seq = tonumber(ms), tonumber(seq)
  if now > ms then ms, seq = now, 0
  elseif seq < 4294967295 then seq = seq + 1
  else ms, seq = ms + 1, 0 end
  local id = whole(ms) .. '-' .. whole(seq)
  local key = streams[name]
  if redis.call('XLEN', key) == 0 then
    redis.call('HSET', log, 'removed:' .. name, last_of(name), 'bytes:' .. name, 0)
  end
  local fields = {'k', kind, 'r', received, 'b', sealed, 'f', from}
  redis.call('XADD', key, id, unpack(fields))
  redis.call('HSET', log, 'last', id, 'last:' .. name, id)
  redis.call('HINCRBY', log, 'bytes:' .. name, size_of(fields))
  redis.call('PEXPIRE', key, retention[name].age)
  return id, ms
end

-- Removes up to 'count' of the oldest events with an id of 'last' at most, until 'need' bytes are free.
local function drop(name, last, count, need)
  local ids, freed = {}, 0
  for _, entry in ipairs(redis.call('XRANGE', streams[name], '-', last, 'COUNT', count)) do
    if freed >= need then break end
    freed = freed + size_of(entry[2])
    ids[#ids + 1] = entry[1]
  end
  if #ids > 0 then
    redis.call('XDEL', streams[name], unpack(ids))
    redis.call('HSET', log, 'removed:' .. name, ids[#ids])
    redis.call('HINCRBY', log, 'bytes:' .. name, -freed)
  end
  return freed
end

local function drop_seen(name, last, count)
  local digests = redis.call('ZRANGEBYSCORE', seen[name], '-inf', last, 'LIMIT', 0, count)
  if #digests > 0 then redis.call('ZREM', seen[name], unpack(digests)) end
  return #digests * ${DIGEST_BYTES}
end

-- Removes up to 'count' entries for each limit that is exceeded. Returns the number of bytes.
local function expire(name, count)
  local limits = retention[name]
  local freed = drop(name, whole(now - limits.age), count, math.huge)
  local over = redis.call('XLEN', streams[name]) - limits.events
  if over > 0 then freed = freed + drop(name, '+', math.min(over, count), math.huge) end
  freed = freed + drop_seen(name, whole(now - digest_ms), count)
  over = redis.call('ZCARD', seen[name]) - limits.digests
  if over > 0 then freed = freed + drop_seen(name, '+inf', math.min(over, count)) end
  return freed
end

-- The oldest event and the oldest digest of each stream, oldest first.
local function heads()
  local found = {}
  for _, name in ipairs(names) do
    local entry = redis.call('XRANGE', streams[name], '-', '+', 'COUNT', 1)[1]
    if entry then found[#found + 1] = {at = tonumber(string.match(entry[1], '^%d+')), name = name, drop = drop} end
    local digest = redis.call('ZRANGE', seen[name], 0, 0, 'WITHSCORES')
    if digest[2] then found[#found + 1] = {at = tonumber(digest[2]), name = name} end
  end
  table.sort(found, function(a, b) return a.at < b.at end)
  return found
end

-- Frees 'need' bytes, oldest first, of entries that are not later than 'last'. Each round removes up to 50.
local function free(last, need, rounds)
  local freed = 0
  for _ = 1, rounds do
    local first, second = unpack(heads())
    if not first or first.at > last or freed >= need then break end
    local bound = whole(math.min(second and second.at or last, last))
    if first.drop then freed = freed + drop(first.name, bound, 50, need - freed)
    else freed = freed + drop_seen(first.name, bound, math.min(50, math.ceil((need - freed) / ${DIGEST_BYTES}))) end
  end
  return freed
end

local function state()
  return {
    redis.call('HGET', log, 'mark') or '', redis.call('HGET', log, 'last') or '0-0',
    removed_of('state'), removed_of('activity'),
    redis.call('XLEN', KEYS[2]), redis.call('XLEN', KEYS[3]), usage(),
  }
end
`;

/**
 * Takes the stream, the digest, the kind, the time of receipt, the sealed text, the channel and the name of the account.
 * Returns the id, or false for a duplicate.
 */
export const APPEND = `${COMMON}
local name, digest = ARGV[10], ARGV[11]
local seen_at = redis.call('ZSCORE', seen[name], digest)
if seen_at and tonumber(seen_at) > now - digest_ms then return false end
begin()
local id, ms = add(name, ARGV[12], ARGV[13], ARGV[14], '')
redis.call('ZADD', seen[name], whole(ms), digest)
redis.call('PEXPIRE', seen[name], digest_ms)
expire(name, 4)
local over = usage() - max_bytes
if over > 0 then free(ms - 1, over, 4) end
redis.call('PUBLISH', ARGV[15], id .. ' ' .. ARGV[12] .. ' ' .. ARGV[16])
return id`;

export const STATE = `${COMMON}
begin()
return state()`;

/**
 * Takes the positions in both streams, '' for a stream that is not read, and the maximum number of events and bytes. Returns the state of
 * the log, and for each stream its events, and 1 if there may be more after them. Writes nothing.
 */
export const READ = `${COMMON}
local wanted, max_size = tonumber(ARGV[12]) + 1, tonumber(ARGV[13])
local function read(name, after)
  local found, size, from = {}, 0, '(' .. after
  if after == '' then return found, 0 end
  while #found < wanted do
    local count = math.min(8, wanted - #found)
    local batch = redis.call('XRANGE', streams[name], from, '+', 'COUNT', count)
    for _, entry in ipairs(batch) do
      found[#found + 1] = entry
      size = size + size_of(entry[2])
    end
    if #batch < count then return found, 0 end
    from = '(' .. batch[#batch][1]
    if size >= max_size then return found, 1 end
  end
  return found, 1
end
local in_state, more_state = read('state', ARGV[10])
local in_activity, more_activity = read('activity', ARGV[11])
return {state(), in_state, more_state, in_activity, more_activity}`;

/**
 * Takes how long ago the caller could last write, milliseconds, the channel, the name of the account, and '' if a gap must not be
 * appended yet. Returns the id of the last event, 1 if the intake was never alive, and the progress, start and end of a gap.
 */
export const RENEW = `${COMMON}
begin()
local alive = tonumber(redis.call('HGET', log, 'alive') or nil)
local function done(...)
  redis.call('HSET', log, 'alive', whole(now))
  return {redis.call('HGET', log, 'last') or '0-0', ...}
end
if not alive then return done(1) end
local from = math.min(alive, now - tonumber(ARGV[10]))
if now - from < ${GAP_FROM_MS} then return done(0) end
local gap_from = tonumber(redis.call('HGET', log, 'gapFrom') or nil)
local gap_to = tonumber(redis.call('HGET', log, 'gapTo') or nil)
if gap_to and gap_to > now - ${GAP_FROM_MS} and gap_from < from + ${GAP_FROM_MS} then
  return done(0, 'known', whole(from), whole(now))
end
if ARGV[13] == '' then return {redis.call('HGET', log, 'last') or '0-0', 0, 'due', whole(from), whole(now)} end
local id = add('state', '${GAP}', whole(now), '', whole(from))
redis.call('HSET', log, 'gapFrom', whole(from), 'gapTo', whole(now))
redis.call('PUBLISH', ARGV[11], id .. ' ${GAP} ' .. ARGV[12])
return done(0, 'appended', whole(from), whole(now))`;

/**
 * Takes the latest time of the entries to remove and the number of bytes to free; 0 only removes expired ones. Returns the number of bytes
 * that are left, the time of the oldest entry, '' if there is none, and 1 if more have expired. Returns false if there is no log.
 */
export const SWEEP = `${COMMON}
if redis.call('EXISTS', log) == 0 then return false end
local expired = expire('state', 50) + expire('activity', 50)
local need = tonumber(ARGV[11])
if need > 0 then free(tonumber(ARGV[10]), need, 4) end
local first = heads()[1]
return {usage(), first and whole(first.at) or '', expired > 0 and 1 or 0}`;

/** Takes the key of the list. Takes the digest and the copy, which begins with the digest and a space. */
export const KEEP_UNREADABLE = `
for _, copy in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if string.sub(copy, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then return 0 end
end
redis.call('LPUSH', KEYS[1], ARGV[2])
redis.call('LTRIM', KEYS[1], 0, ${UNREADABLE_COPIES - 1})
redis.call('PEXPIRE', KEYS[1], ${UNREADABLE_MS})
return 1`;

export const UNREADABLE = `return redis.call('LRANGE', KEYS[1], 0, -1)`;

/** Takes the key of the accounts. Takes the name of one and the lifetime of the key in milliseconds. */
export const REGISTER = `
redis.call('SADD', KEYS[1], ARGV[1])
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

export const ACCOUNTS = `return redis.call('SMEMBERS', KEYS[1])`;

export const UNREGISTER = `return redis.call('SREM', KEYS[1], ARGV[1])`;

/** Takes the key of the lease. Takes its lifetime in milliseconds. Returns false if another replica has it. */
export const LEASE = `return redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1])`;
