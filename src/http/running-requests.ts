import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The requests that are being answered, by an id that no other running one has. */
export interface RunningRequests {
  /** The id of a request that begins. */
  begin(request: IncomingMessage): string;
  end(id: string): void;
  /** The id stays in use until the returned function is called, also after its request. */
  hold(id: string): () => void;
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>;
}

/**
 * A client may choose the id with `x-request-id`, so that its log and ours agree. One that is not a plain word, or that
 * a running request has already, is replaced: ids name requests to the runner, where two must not meet.
 */
export function createRunningRequests(): RunningRequests {
  /** By id: how many hold it. */
  const running = new Map<string, number>();
  const waiting = new Set<() => void>();

  function release(id: string): void {
    const holders = (running.get(id) ?? 0) - 1;
    if (holders > 0) return void running.set(id, holders);
    running.delete(id);
    if (running.size > 0) return;
    for (const resolve of waiting) resolve();
    waiting.clear();
  }

  return {
    begin(request) {
      const requested = request.headers["x-request-id"];
      const usable = typeof requested === "string" && /^[\w.-]{1,128}$/.test(requested) && !running.has(requested);
      const id = usable ? requested : `req-${randomUUID()}`;
      running.set(id, 1);
      return id;
    },
    end: release,
    hold(id) {
      running.set(id, (running.get(id) ?? 0) + 1);
      return () => release(id);
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  };
}
