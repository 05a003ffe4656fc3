/**
 * The header `Retry-After` in seconds from now: a number of seconds or a date (RFC 9110, 10.2.3). Undefined when it is
 * absent or neither; a date that is past is 0.
 */
export function parseRetryAfter(header: string | undefined, nowMs: number = Date.now()): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text);
  // A date has letters: `Date.parse` also understands numbers that are none.
  const dateMs = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
}
