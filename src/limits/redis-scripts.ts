/**
 * The counts in Redis, each change in one script so that no two servers interleave. Times are Redis's own, in
 * milliseconds, so that the clocks of the servers do not matter. A limit per minute is the number of `refill.ts`; what
 * runs is a sorted set of request ids by the time at which they are taken for lost: a killed server leaves no trace for
 * longer.
 */

const common = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local window = 60000
local function after(key, amount, limit)
  return math.max(tonumber(redis.call('GET', key) or '0'), now) + amount * window / limit
end
local function keep(key, fullAt)
  redis.call('SET', key, string.format('%.3f', fullAt), 'PX', math.ceil(fullAt - now) + 1000)
end
`;

/** ARGV: request id, milliseconds of a lost request, retry of `concurrent`; then kind and limit of each key. */
export const enterScript = `${common}
local request, lostMs, retryMs = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local wait = 0
for i, key in ipairs(KEYS) do
  local kind, limit = ARGV[2 * i + 2], tonumber(ARGV[2 * i + 3])
  if kind == 'concurrent' then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
    if redis.call('ZCARD', key) >= limit then wait = math.max(wait, retryMs) end
  else
    local missing = after(key, 1, limit) - now - window
    if missing > 0.001 then wait = math.max(wait, missing) end
  end
end
local answer = { string.format('%.3f', wait) }
for i, key in ipairs(KEYS) do
  local kind, limit = ARGV[2 * i + 2], tonumber(ARGV[2 * i + 3])
  if kind == 'concurrent' then
    if wait == 0 then
      redis.call('ZADD', key, now + lostMs, request)
      redis.call('PEXPIRE', key, lostMs)
    end
    answer[i + 1] = string.format('%.3f', redis.call('ZCARD', key))
  else
    if wait == 0 and kind == 'requests' then keep(key, after(key, 1, limit)) end
    answer[i + 1] = string.format('%.3f', math.max(tonumber(redis.call('GET', key) or '0') - now, 0))
  end
end
return answer
`;

/** ARGV: tokens; then the limit of each key. */
export const spendScript = `${common}
for i, key in ipairs(KEYS) do keep(key, after(key, tonumber(ARGV[1]), tonumber(ARGV[i + 1]))) end
return 1
`;

/** ARGV: request id. */
export const leaveScript = `
for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end
return 1
`;
