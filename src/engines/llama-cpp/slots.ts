import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";

/** One sequence of the context, with the tokens that earlier requests left in its key-value cache. */
export interface Slot {
  readonly index: number;
  readonly sequence: LlamaContextSequence;
}

/** Hands out the sequences of a context, each to one request at a time, first come first served. */
export interface Slots {
  /**
   * Waits for a free slot; of several, the one whose cache shares the longest prefix with `tokens`.
   * @throws ReparteeError `cancelled` when `signal` is aborted first.
   */
  take(tokens: readonly Token[], signal: AbortSignal): Promise<Slot>;
  give(slot: Slot): void;
}

interface Waiter {
  readonly tokens: readonly Token[];
  readonly serve: (slot: Slot) => void;
}

/** Free slots are kept least recently used first, so a tie spares the caches that are likeliest wanted again. */
export function createSlots(sequences: readonly LlamaContextSequence[]): Slots {
  const free: Slot[] = sequences.map((sequence, index) => ({ index, sequence }));
  const waiting: Waiter[] = [];

  function takeBest(tokens: readonly Token[]): Slot | undefined {
    let best: { readonly position: number; readonly shared: number } | undefined;
    for (const [position, { sequence }] of free.entries()) {
      const shared = sharedPrefixLength(sequence.contextTokens, tokens);
      if (best === undefined || shared > best.shared) best = { position, shared };
    }
    return best === undefined ? undefined : free.splice(best.position, 1)[0];
  }

  return {
    take(tokens, signal) {
      return new Promise((resolve, reject) => {
        const slot = signal.aborted || waiting.length > 0 ? undefined : takeBest(tokens);
        if (slot !== undefined) {
          resolve(slot);
          return;
        }
        const onAbort = (): void => {
          const position = waiting.indexOf(waiter);
          if (position !== -1) waiting.splice(position, 1);
          reject(new ReparteeError("cancelled", "The request was cancelled while it waited for a slot."));
        };
        const waiter: Waiter = {
          tokens,
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
      });
    },
    give(slot) {
      free.push(slot);
      const next = waiting.shift();
      const served = next === undefined ? undefined : takeBest(next.tokens);
      if (served !== undefined) next?.serve(served);
    },
  };
}

export function sharedPrefixLength(a: readonly Token[], b: readonly Token[]): number {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a[index] === b[index]) index += 1;
  return index;
}
