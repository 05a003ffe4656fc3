import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Who the request that is being answered comes from: its key or its address, in no readable form. Whatever is scarce is
 * shared out between clients, not between requests. Undefined outside of HTTP: a program is one client.
 */
export const requestClient: AsyncLocalStorage<string> = new AsyncLocalStorage<string>();
