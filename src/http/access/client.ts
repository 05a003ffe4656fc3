import type { KeyLimits, KeyScope } from "../../core/api-key.ts";

/** Who sends a request, as far as its key says. */
export interface Client {
  /** The visible part of a stored key; absent for keys of the configuration, and where none is needed. */
  readonly keyId?: string;
  /** Names the key in no readable form, the same after a restart; absent where no key is needed. */
  readonly digest?: string;
  readonly scopes: readonly KeyScope[];
  /** The only user whose data it reads and writes. */
  readonly userId?: string;
  /** Of the key itself, in place of the configured ones. */
  readonly limits: KeyLimits;
}
