/**
 * Keeps one place of something scarce free for others: while several clients ask, none holds all of it, so that who asks
 * seldom does not wait for the work of who asks always. A client that is alone may have everything.
 */
export interface FairShare {
  /** Notes that `client` asks, whether or not it gets anything. */
  ask(client: string): void;
  mayHoldMore(client: string): boolean;
  /** How many places it holds. */
  held(client: string): number;
  take(client: string): void;
  give(client: string): void;
}

export interface FairShareOptions {
  /** Places that there are; of one, none can be kept. */
  readonly total: number;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/** For so long a client counts that asked. */
const rememberedMs = 60_000;

export function createFairShare({ total, now }: FairShareOptions): FairShare {
  /** When each client last asked. */
  const lastAsked = new Map<string, number>();
  const counts = new Map<string, number>();
  const held = (client: string): number => counts.get(client) ?? 0;

  function othersAsk(client: string): boolean {
    for (const [other, askedAt] of lastAsked) {
      if (now() - askedAt > rememberedMs) lastAsked.delete(other);
      else if (other !== client) return true;
    }
    return false;
  }

  return {
    ask: (client) => void lastAsked.set(client, now()),
    mayHoldMore: (client) => held(client) < total - 1 || total === 1 || !othersAsk(client),
    held,
    take: (client) => void counts.set(client, held(client) + 1),
    give(client) {
      if (held(client) > 1) counts.set(client, held(client) - 1);
      else counts.delete(client);
    },
  };
}
