import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The requests that are being answered, by an id that no other running one has. */
export interface RunningRequests {
  /** The id of a request that begins. */
  begin(request: IncomingMessage): string;
  end(id: string): void;
  /** Resolves when nothing is being answered. */
  idle(): Promise<void>;
}

/**
 * A client may choose the id with `x-request-id`, so that its log and ours agree. One that is not a plain word, or that
 * a running request has already, is replaced: ids name requests to the runner, where two must not meet.
 */
export function createRunningRequests(): RunningRequests {
  const running = new Set<string>();
  const waiting = new Set<() => void>();
  return {
    begin(request) {
      const requested = request.headers["x-request-id"];
      const usable = typeof requested === "string" && /^[\w.-]{1,128}$/.test(requested) && !running.has(requested);
      const id = usable ? requested : `req-${randomUUID()}`;
      running.add(id);
      return id;
    },
    end(id) {
      running.delete(id);
      if (running.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting.clear();
    },
    idle: () => (running.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.add(resolve))),
  };
}
