import { untilAborted } from "../../core/until-aborted.ts";

/** Lets the requests of one conversation in one after the other; others pass each other freely. */
export interface TurnOrder {
  /**
   * Resolves when it is this request's turn, with what ends it; call it exactly once.
   * @throws ReparteeError `cancelled` when given up first.
   */
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
        await untilAborted(before, signal, "answer");
      } catch (thrown) {
        end();
        throw thrown;
      }
      return end;
    },
  };
}
