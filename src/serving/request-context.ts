import { AsyncLocalStorage } from "node:async_hooks";
import type { ReparteeError } from "../core/errors.ts";

/** What is known of the HTTP request that is being answered. */
export interface RequestContext {
  /**
   * Who it comes from: its key or its address, in no readable form. Whatever is scarce is shared out between clients, not
   * between requests.
   */
  readonly client: string;
  /** Why no model is asked for it: its client has used what it may. */
  readonly refusal?: ReparteeError;
  /** Counts what models read and wrote for it. */
  readonly spend?: (tokens: number) => void;
}

/** Undefined outside of HTTP, where a program is one client, and while there is nothing to know (`http/request-hooks.ts`). */
export const requestContext: AsyncLocalStorage<RequestContext> = new AsyncLocalStorage<RequestContext>();
