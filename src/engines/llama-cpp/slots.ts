import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import { createFairShare } from "../../core/fair-share.ts";
import { passesOf } from "./batch-order.ts";
import { sharedPrefixLength } from "./shared-prefixes.ts";

/** One sequence of the context, by its number, with the tokens that earlier requests left in its key-value cache. */
export interface Slot {
  readonly index: number;
  readonly sequence: LlamaContextSequence;
}

/**
 * Hands out the sequences of a context, each to one request at a time: the first of the client that holds the fewest.
 * Where several clients have asked lately, none holds all slots: who asks seldom finds one free.
 */
export interface Slots {
  /**
   * Waits for a free slot; of several, the one that costs least: whose cache holds much of `tokens` and little else, and
   * that is evaluated in one pass with those that are held (`batch-order.ts`). A slot whose request was cancelled is free
   * within one step: where its cache is worth it, that is waited for, though others are free.
   * @param signal of the request, for as long as it holds the slot.
   * @throws ReparteeError `cancelled` when `signal` is aborted first.
   */
  take(tokens: readonly Token[], signal: AbortSignal, client?: string): Promise<Slot>;
  /**
   * A free slot for what nobody asked for yet, at once: one whose cache holds `tokens` in part and hardly anything else;
   * undefined where there is none. It counts for no client. To be given back one step after `signal` was aborted.
   */
  takeSpare(tokens: readonly Token[], signal: AbortSignal): Slot | undefined;
  give(slot: Slot): void;
  /** How many of `tokens` one slot holds at the beginning, at most. */
  cachedTokens(tokens: readonly Token[]): number;
}

interface Holder {
  /** Undefined: none. */
  readonly client: string | undefined;
  readonly signal: AbortSignal;
}

interface Waiter extends Holder {
  readonly client: string;
  readonly tokens: readonly Token[];
  readonly serve: (slot: Slot) => void;
  /** The slot that is waited for, and ends now; any where undefined. */
  wanted: Slot | undefined;
}

/** To read so many more tokens of a prompt takes longer than the one step that a cancelled request may still need. */
const worthWaitingTokens = 32;

/** As little as the test of a load leaves in a cache. */
const hardlyAnyTokens = 16;

/** To copy a beginning from another slot takes about as long as to read so many tokens. */
const copyCostTokens = 8;

/**
 * What a pass of its own costs a reply, in tokens read: a pass takes as long as to read four to seven tokens, and a reply
 * has a hundred steps or so, not all of them beside others.
 */
const passCostTokens = 256;

export interface SlotsOptions {
  /** Whether a beginning that one sequence holds can be copied to another. */
  readonly sharesPrefixes?: boolean;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
}

/**
 * Free slots are kept least recently used first, so a tie spares the caches that are likeliest wanted again.
 *
 * Waiters for any slot are only there while none is free to them, and those for a certain slot came before all of them:
 * nobody who waits for any is passed over but by another client that holds less.
 */
export function createSlots(
  sequences: readonly LlamaContextSequence[],
  { sharesPrefixes = false, now }: SlotsOptions,
): Slots {
  const free: Slot[] = sequences.map((sequence, index) => ({ index, sequence }));
  /** Slots that are held, with the requests that hold them. */
  const held = new Map<Slot, Holder>();
  const waiting: Waiter[] = [];
  const share = createFairShare({ total: sequences.length, now });

  /** Of the free slots the cheapest, by what is read in this request, in others later, and in each of its steps. */
  function bestFree(tokens: readonly Token[]): { slot?: Slot; shared: number } {
    const heldNumbers = [...held.keys()].map(({ index }) => index);
    const copied = sharesPrefixes ? best([...free, ...held.keys()], tokens).shared - copyCostTokens : 0;
    let found: { slot?: Slot; shared: number; cost: number } = { shared: -1, cost: Infinity };
    for (const [age, slot] of free.entries()) {
      const { contextTokens } = slot.sequence;
      const shared = sharedPrefixLength(contextTokens, tokens);
      const read = tokens.length - Math.max(shared, copied);
      // The longer a cache has not been used, the less likely it is wanted again.
      const lost = ((contextTokens.length - shared) * (age + 1)) / sequences.length;
      const passes = passesOf([...heldNumbers, slot.index]) - passesOf(heldNumbers);
      const cost = read + lost + (held.size === 0 ? 0 : passes * passCostTokens);
      if (cost < found.cost) found = { slot, shared, cost };
    }
    return found;
  }

  function hold(slot: Slot, { signal, client }: Holder): Slot {
    const position = free.indexOf(slot);
    if (position !== -1) free.splice(position, 1);
    held.set(slot, { signal, client });
    if (client !== undefined) share.take(client);
    return slot;
  }

  /** A free slot, or one that is worth waiting for; neither where all are busy. */
  function choose(tokens: readonly Token[]): { readonly atOnce?: Slot; readonly soon?: Slot } {
    const cheapest = bestFree(tokens);
    if (cheapest.slot === undefined) return {};
    const ending = [...held].filter(([, { signal }]) => signal.aborted).map(([slot]) => slot);
    const soon = best(ending, tokens);
    const isWorth = soon.shared >= cheapest.shared + worthWaitingTokens;
    return soon.slot !== undefined && isWorth ? { soon: soon.slot } : { atOnce: cheapest.slot };
  }

  /** Of those who wait for any slot and may have one more, the first of the client that holds the fewest. */
  function nextInTurn(): number {
    let found = -1;
    let fewest = Infinity;
    for (const [index, { client, wanted }] of waiting.entries()) {
      const count = share.held(client);
      if (wanted !== undefined || count >= fewest || !share.mayHoldMore(client)) continue;
      found = index;
      fewest = count;
    }
    return found;
  }

  function serveWaiting(): void {
    while (free.length > 0) {
      const position = nextInTurn();
      const [next] = position === -1 ? [] : waiting.splice(position, 1);
      const { slot } = bestFree(next?.tokens ?? []);
      if (next === undefined || slot === undefined) return;
      next.serve(hold(slot, next));
    }
  }

  return {
    take(tokens, signal, client = "") {
      return new Promise((resolve, reject) => {
        share.ask(client);
        const mustQueue =
          signal.aborted || !share.mayHoldMore(client) || waiting.some(({ wanted }) => wanted === undefined);
        const { atOnce, soon } = mustQueue ? {} : choose(tokens);
        if (atOnce !== undefined) {
          resolve(hold(atOnce, { signal, client }));
          return;
        }
        const onAbort = (): void => {
          const position = waiting.indexOf(waiter);
          if (position !== -1) waiting.splice(position, 1);
          reject(new ReparteeError("cancelled", "Cannot answer: the request was cancelled while it waited for a slot"));
        };
        const waiter: Waiter = {
          client,
          tokens,
          signal,
          wanted: soon,
          serve: (served) => {
            signal.removeEventListener("abort", onAbort);
            resolve(served);
          },
        };
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener("abort", onAbort, { once: true });
        waiting.push(waiter);
        // One may be free that is kept from those who wait already.
        serveWaiting();
      });
    },
    takeSpare(tokens, signal) {
      if (waiting.length > 0 || signal.aborted) return undefined;
      const spare = free.filter(({ sequence: { contextTokens } }) => {
        return contextTokens.length - sharedPrefixLength(contextTokens, tokens) <= hardlyAnyTokens;
      });
      const { slot } = best(spare, tokens);
      return slot && hold(slot, { signal, client: undefined });
    },
    cachedTokens: (tokens) => Math.max(0, best([...free, ...held.keys()], tokens).shared),
    give(slot) {
      const client = held.get(slot)?.client;
      if (client !== undefined) share.give(client);
      held.delete(slot);
      const heir = waiting.find(({ wanted }) => wanted === slot);
      if (heir === undefined) free.push(slot);
      else {
        waiting.splice(waiting.indexOf(heir), 1);
        for (const other of waiting) if (other.wanted === slot) other.wanted = undefined;
        heir.serve(hold(slot, heir));
      }
      serveWaiting();
    },
  };
}

/** The slot whose cache holds most of `tokens`. */
function best(slots: Iterable<Slot>, tokens: readonly Token[]): { slot?: Slot; shared: number } {
  let found: { slot?: Slot; shared: number } = { shared: -1 };
  for (const slot of slots) {
    const shared = sharedPrefixLength(slot.sequence.contextTokens, tokens);
    if (shared > found.shared) found = { slot, shared };
  }
  return found;
}
