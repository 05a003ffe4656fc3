/** Lets the requests of one conversation in one after the other; others pass each other freely. */
export interface TurnOrder {
  /** Resolves when it is this request's turn, with what ends it; call it exactly once. Rejects when given up first. */
  enter(conversationId: string, signal: AbortSignal): Promise<() => void>;
}

export function createTurnOrder(): TurnOrder {
  const lasts = new Map<string, Promise<void>>();

  return {
    async enter(id, signal) {
      const before = lasts.get(id) ?? Promise.resolve();
      let leave = (): void => {};
      const left = new Promise<void>((resolve) => (leave = resolve));
      const mine = before.then(() => left);
      lasts.set(id, mine);
      const end = (): void => {
        leave();
        if (lasts.get(id) === mine) lasts.delete(id);
      };
      try {
        await untilTurn(before, signal);
      } catch (thrown) {
        end();
        throw thrown;
      }
      return end;
    },
  };
}

function untilTurn(turn: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(toError(signal.reason));
    if (signal.aborted) return give();
    signal.addEventListener("abort", give, { once: true });
    void turn.then(() => {
      signal.removeEventListener("abort", give);
      resolve();
    });
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The request was given up", { cause: reason });
}
