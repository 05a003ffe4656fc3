import type { Config } from "../config/index.ts";
import type { KeyLimits } from "../core/api-key.ts";
import type { RateLimiter } from "../core/rate-limits.ts";
import type { Deps } from "./model-parts.ts";

export interface ConfiguredLimiting {
  readonly limiter: RateLimiter;
  readonly limits: { readonly key: KeyLimits; readonly address: KeyLimits };
}

/** Keys may have limits of their own, so that there is a limiter also where the configuration has none. */
export async function createRateLimiting(config: Config, { clock, log }: Deps): Promise<ConfiguredLimiting> {
  const { createRateLimiter } = await import("../limits/create-rate-limiter.ts");
  return {
    limiter: await createRateLimiter({ redisUrl: config.redisUrl, clock, log }),
    limits: {
      key: limitsOf(config.keyRequestsPerMinute, config.keyTokensPerMinute, config.keyConcurrentRequests),
      address: limitsOf(
        config.addressRequestsPerMinute,
        config.addressTokensPerMinute,
        config.addressConcurrentRequests,
      ),
    },
  };
}

function limitsOf(requests: number | null, tokens: number | null, concurrent: number | null): KeyLimits {
  return {
    ...(requests === null ? {} : { requestsPerMinute: requests }),
    ...(tokens === null ? {} : { tokensPerMinute: tokens }),
    ...(concurrent === null ? {} : { concurrentRequests: concurrent }),
  };
}
