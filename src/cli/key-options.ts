/** The options of `repartee key add`, checked. */
import type { KeyLimits, KeyScope, StoredApiKey } from "../core/api-key.ts";
import { ReparteeError } from "../core/errors.ts";

/** As commander gives them. */
export interface KeyOptions {
  readonly scope: readonly KeyScope[];
  readonly label?: string;
  readonly user?: string;
  readonly expires?: string;
  readonly requestsPerMinute?: string;
  readonly tokensPerMinute?: string;
  readonly concurrentRequests?: string;
}

/** @throws ReparteeError `invalid_request` that names the option. */
export function readKeyOptions(options: KeyOptions, nowMs: number): Omit<StoredApiKey, "id" | "sha256"> {
  const { expires, label, scope, user } = options;
  const expiresAtMs = expires === undefined ? undefined : readExpiry(expires, nowMs);
  if (label !== undefined && label.length > 200) throw invalid("--label", "at most 200 characters", label);
  if (user !== undefined && (user.trim() === "" || user.length > 128)) {
    throw invalid("--user", "1 to 128 characters", user);
  }
  return {
    scopes: [...new Set(scope)],
    limits: readLimits(options),
    createdAtMs: nowMs,
    ...(label === undefined ? {} : { label }),
    ...(user === undefined ? {} : { userId: user }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

function readLimits({ requestsPerMinute, tokensPerMinute, concurrentRequests }: KeyOptions): KeyLimits {
  return {
    ...(requestsPerMinute === undefined
      ? {}
      : { requestsPerMinute: readCount("--requests-per-minute", requestsPerMinute) }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute: readCount("--tokens-per-minute", tokensPerMinute) }),
    ...(concurrentRequests === undefined
      ? {}
      : { concurrentRequests: readCount("--concurrent-requests", concurrentRequests) }),
  };
}

function readCount(option: string, given: string): number {
  const count = /^\d{1,12}$/.test(given) ? Number(given) : 0;
  if (count < 1) throw invalid(option, "a whole number from 1", given);
  return count;
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

function readExpiry(given: string, nowMs: number): number {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(given) ?? [];
  const isDate = /^\d{4}-\d\d-\d\d/.test(given);
  const atMs =
    count !== undefined && isUnit(unit)
      ? nowMs + Number(count) * unitMs[unit]
      : isDate
        ? Date.parse(given)
        : Number.NaN;
  if (Number.isNaN(atMs)) throw invalid("--expires", "a time such as 12h or 90d, or a date such as 2027-01-31", given);
  if (atMs <= nowMs) throw invalid("--expires", "a time to come", given);
  return atMs;
}

function isUnit(unit: string | undefined): unit is keyof typeof unitMs {
  return unit !== undefined && unit in unitMs;
}

function invalid(option: string, expected: string, given: string): ReparteeError {
  return new ReparteeError("invalid_request", `${option}: expected ${expected}, got ${JSON.stringify(given)}`, {
    param: option,
  });
}
