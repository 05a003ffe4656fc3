/**
 * The servers behind one upstream, and which of them is asked.
 *
 * 1. A conversation goes to the same replica, which has read its beginning; of several, the choice changes for no other
 *    conversation when one is added or removed (rendezvous hashing).
 * 2. Unless that replica has much more to do than the least busy one: then the least busy one is asked.
 * 3. One that could not be reached is left out for a while, as long as there is another.
 */
import { createHash } from "node:crypto";
import { Agent as PlainAgent } from "node:http";
import { Agent as EncryptedAgent } from "node:https";
import type { Clock } from "../core/clock.ts";

export interface Replica {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly origin: string;
  /** Its connections. */
  readonly agent: PlainAgent;
  /** Calls that have begun and are not over. */
  readonly outstanding: number;
  /** Counts a call in. Returns how to count it out; safe to call twice. */
  enter(): () => void;
  /** It could not be reached. */
  avoid(): void;
}

export interface Replicas {
  readonly count: number;
  /** @param affinity The same for calls that share a beginning. @param except Is asked only where it is the only one. */
  pick(affinity?: string, except?: Replica): Replica;
}

export interface ReplicasOptions {
  /** At least one. */
  readonly baseUrls: readonly string[];
  /** Of each replica. */
  readonly maxConnections: number;
  readonly clock: Clock;
}

/** Idle connections that are kept for the next call, where fewer than this are allowed at once. */
const maxIdleConnections = 256;
const avoidMs = 5_000;
/** Calls that the preferred replica may have more than one and a half times those of the least busy one. */
const affinityMargin = 4;
const affinityFactor = 1.5;

interface Member extends Replica {
  readonly avoidedUntilMs: number;
}

export function createReplicas({ baseUrls, maxConnections, clock }: ReplicasOptions): Replicas {
  const members = baseUrls.map((baseUrl) => createMember(baseUrl, maxConnections, clock));
  let turn = 0;

  /** All where none is left. */
  function candidates(except: Replica | undefined): readonly Member[] {
    const others = members.filter((member) => member !== except);
    const nowMs = clock.now();
    const reachable = others.filter(({ avoidedUntilMs }) => avoidedUntilMs <= nowMs);
    if (reachable.length > 0) return reachable;
    return others.length > 0 ? others : members;
  }

  return {
    count: members.length,
    pick(affinity, except) {
      const [only, ...rest] = candidates(except);
      if (only === undefined) throw new TypeError("An upstream has at least one server");
      if (rest.length === 0) return only;
      turn += 1;
      const all = [only, ...rest];
      // Equally busy ones take turns.
      const rotated = all.map((_, index) => all[(index + turn) % all.length] ?? only);
      const least = rotated.reduce((best, one) => (one.outstanding < best.outstanding ? one : best));
      if (affinity === undefined) return least;
      const preferred = all
        .map((member) => ({ member, score: scoreOf(affinity, member) }))
        .reduce((best, one) => (one.score > best.score ? one : best)).member;
      const isOverloaded = preferred.outstanding > least.outstanding * affinityFactor + affinityMargin;
      return isOverloaded ? least : preferred;
    },
  };
}

function createMember(baseUrl: string, maxConnections: number, clock: Clock): Member {
  const options = {
    keepAlive: true,
    maxSockets: maxConnections,
    maxFreeSockets: Math.min(maxConnections, maxIdleConnections),
  };
  let outstanding = 0;
  let avoidedUntilMs = 0;
  return {
    baseUrl,
    origin: new URL(baseUrl).origin,
    agent: baseUrl.startsWith("https:") ? new EncryptedAgent(options) : new PlainAgent(options),
    get outstanding() {
      return outstanding;
    },
    get avoidedUntilMs() {
      return avoidedUntilMs;
    },
    enter() {
      let isInside = true;
      outstanding += 1;
      return () => {
        if (isInside) outstanding -= 1;
        isInside = false;
      };
    },
    avoid() {
      avoidedUntilMs = clock.now() + avoidMs;
    },
  };
}

function scoreOf(affinity: string, { baseUrl }: Replica): number {
  return createHash("sha1").update(`${affinity} ${baseUrl}`).digest().readUInt32BE(0);
}
