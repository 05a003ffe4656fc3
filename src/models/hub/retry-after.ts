/** Seconds named by a `Retry-After` header (RFC 9110, 10.2.3: seconds or a date); undefined when it names none. */
export function retryAfterSeconds(header: string | undefined, nowMs: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header.trim());
  // Date.parse takes much that is no date of HTTP, such as "-5".
  const dateMs = /^[A-Z][a-z]{2},/.test(header.trim()) ? Date.parse(header) : NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, Math.ceil((dateMs - nowMs) / 1000));
}
