import type { ChainRequest } from "./run-wall.ts";
import type { WallUpstream } from "./wall-provider.ts";

/** Settings of Repartee, as `createRepartee` takes them, that make it a gateway to the provider of the wall. */
export interface ReparteeWallOptions {
  readonly models: readonly { readonly name: string; readonly reference: string }[];
  readonly upstreams: readonly {
    readonly name: string;
    readonly baseUrl: string;
    readonly dialect: "llama-server";
    readonly connectTimeoutMs: number;
  }[];
  readonly preload: false;
  readonly maxInFlight: number;
  readonly breakerFailures: 0;
  readonly firstTokenTimeoutMs: number;
  readonly tokenGapTimeoutMs: number;
  readonly totalTimeoutMs: number;
}

/** With timeouts that are long enough for a machine that has other work, and short enough for a wall of seconds. */
export function reparteeWallOptions(upstreams: readonly WallUpstream[]): ReparteeWallOptions {
  const baseUrls = [...new Set(upstreams.map(({ baseUrl }) => baseUrl))];
  const nameOf = (baseUrl: string): string => `provider-${baseUrls.indexOf(baseUrl)}`;
  return {
    models: upstreams.map(({ name, baseUrl, model }) => ({ name, reference: `openai:${nameOf(baseUrl)}/${model}` })),
    // A server of this dialect is believed to have any model.
    upstreams: baseUrls.map((baseUrl) => ({
      name: nameOf(baseUrl),
      baseUrl,
      dialect: "llama-server",
      connectTimeoutMs: 5_000,
    })),
    preload: false,
    maxInFlight: 256,
    // Each cell is to see its fault.
    breakerFailures: 0,
    firstTokenTimeoutMs: 8_000,
    tokenGapTimeoutMs: 5_000,
    totalTimeoutMs: 60_000,
  };
}

/** Repartee reads the chain from each request. */
export const reparteeChain: ChainRequest = ([model, ...models]) => ({ model, body: { repartee: { models } } });
