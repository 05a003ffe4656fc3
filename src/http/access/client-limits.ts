/** Which limits a request counts in, and how its answer shows them. */
import { isIPv6 } from "node:net";
import type { KeyLimits } from "../../core/api-key.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { LimitState, RateDecision, RateLimit } from "../../core/rate-limits.ts";
import type { Client } from "./client.ts";

export interface ConfiguredLimits {
  /** Of keys without limits of their own. */
  readonly key: KeyLimits;
  readonly address: KeyLimits;
}

export function limitsOf(
  client: Client | undefined,
  address: string,
  { key, address: ofAddress }: ConfiguredLimits,
): readonly RateLimit[] {
  const name = client?.keyId ?? client?.digest?.slice(0, 16);
  return [
    ...(client === undefined || name === undefined ? [] : named(`key:${name}`, { ...key, ...client.limits })),
    ...named(`address:${addressName(address)}`, ofAddress),
  ];
}

function named(owner: string, limits: KeyLimits): readonly RateLimit[] {
  const { requestsPerMinute, tokensPerMinute, concurrentRequests } = limits;
  return [
    ...limit(`${owner}:requests`, "requests", requestsPerMinute),
    ...limit(`${owner}:tokens`, "tokens", tokensPerMinute),
    ...limit(`${owner}:concurrent`, "concurrent", concurrentRequests),
  ];
}

function limit(name: string, kind: RateLimit["kind"], value: number | undefined): readonly RateLimit[] {
  return value === undefined ? [] : [{ name, kind, limit: value }];
}

/** Of IPv6 the network: a household has 2^64 addresses. */
function addressName(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address;
  const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const all =
    tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - rest.length).fill("0"), ...rest];
  return `${all.slice(0, 4).join(":")}::/64`;
}

/**
 * What OpenAI's and Anthropic's clients read, of the tightest limit of each kind: how many there are, how many are left,
 * and when all are there again.
 */
export function limitHeaders(
  limits: readonly RateLimit[],
  states: readonly LimitState[],
  style: "openai" | "anthropic",
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const kind of ["requests", "tokens"] as const) {
    const tightest = limits
      .flatMap((one, index) => {
        const state = states[index];
        return one.kind === kind && state !== undefined ? [{ limit: one.limit, ...state }] : [];
      })
      .toSorted((a, b) => a.remaining - b.remaining)[0];
    if (tightest === undefined) continue;
    const { limit: whole, remaining, resetMs } = tightest;
    if (style === "anthropic") {
      const prefix = `anthropic-ratelimit-${kind}`;
      headers[`${prefix}-limit`] = String(whole);
      headers[`${prefix}-remaining`] = String(remaining);
      headers[`${prefix}-reset`] = new Date(Date.now() + resetMs).toISOString();
    } else {
      headers[`x-ratelimit-limit-${kind}`] = String(whole);
      headers[`x-ratelimit-remaining-${kind}`] = String(remaining);
      headers[`x-ratelimit-reset-${kind}`] = durationText(resetMs);
    }
  }
  return headers;
}

/** As OpenAI writes it: `640ms`, `1.5s`, `6m0s`. */
function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 100) / 10;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.ceil(seconds % 60)}s`;
}

export function rateLimited({ retryAfterMs, states }: RateDecision, limits: readonly RateLimit[]): ReparteeError {
  const full = limits.find((_limit, index) => states[index]?.remaining === 0);
  const what = full === undefined ? "as much as it may use" : whatOf(full);
  const whose = full?.name.startsWith("address:") === true ? "this address" : "this key";
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new ReparteeError("rate_limited", `Cannot answer now: ${whose} has ${what}`, {
    hint: `Try again in ${seconds} s`,
    retryAfterSeconds: seconds,
  });
}

function whatOf({ kind, limit: whole }: RateLimit): string {
  if (kind === "concurrent") return `${whole} requests running, which is its limit`;
  return `used its ${whole} ${kind} a minute`;
}
