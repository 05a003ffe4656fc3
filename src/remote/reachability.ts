/** Whether another server can be reached, for those who decide where requests go. */
import { Agent as PlainAgent } from "node:http";
import { Agent as EncryptedAgent } from "node:https";
import type { Clock } from "../core/clock.ts";
import { exchange } from "./exchange.ts";

export interface Reachability {
  /** As it was seen last; false while nobody has looked. */
  readonly isDown: boolean;
  /** Looks, unless somebody did within the last seconds. Never rejects. */
  check(): Promise<void>;
}

export interface ReachabilityOptions {
  readonly url: string;
  readonly clock: Clock;
  /** How long a finding is believed. Default 3,000. */
  readonly freshMs?: number;
  /** Longest wait for the head of an answer. Default 2,000. */
  readonly limitMs?: number;
}

/** Any answer shows a reachable server, a refusal for lack of a key too; but not those of a proxy without a server behind it. */
const gatewayFailures: ReadonlySet<number> = new Set([502, 503, 504]);

export function createReachability(options: ReachabilityOptions): Reachability {
  const { url, clock, freshMs = 3_000, limitMs = 2_000 } = options;
  let isDown = false;
  let lookedAtMs: number | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    const controller = new AbortController();
    const limit = clock.schedule(limitMs, () => controller.abort(new Error("no answer in time")));
    // Its own connection, closed afterwards: an idle one says nothing about the server.
    const agent = url.startsWith("https:") ? new EncryptedAgent() : new PlainAgent();
    const request = { url, method: "GET", headers: { "user-agent": "repartee" }, body: undefined } as const;
    try {
      const response = await exchange({ ...request, agent, clock, connectMs: limitMs }, controller.signal);
      isDown = gatewayFailures.has(response.statusCode ?? 0);
      response.destroy();
    } catch {
      // Whatever prevents an answer, it is not reachable.
      isDown = true;
    } finally {
      limit.cancel();
      agent.destroy();
      lookedAtMs = clock.now();
      looking = undefined;
    }
  }

  return {
    get isDown() {
      return isDown;
    },
    async check() {
      if (lookedAtMs !== undefined && clock.now() - lookedAtMs < freshMs) return;
      looking ??= look();
      await looking;
    },
  };
}
