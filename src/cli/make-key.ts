import { createHash, randomBytes } from "node:crypto";
import { keyIdLength } from "../core/api-key.ts";

export interface NewKey {
  /** Shown once. */
  readonly key: string;
  /** Its first characters. */
  readonly id: string;
  /**
   * What is stored. One fast round is enough: nobody tries 2^208 keys for the hidden part, and a slow hash (scrypt takes
   * 86 ms) at each request would let strangers keep the processor busy. Slow hashes are for passwords, which people choose.
   */
  readonly sha256: string;
}

/** `rp_` and 256 random bits in base64url: 46 characters that a header, a URL and a shell take as they are. */
export function makeKey(): NewKey {
  const key = `rp_${randomBytes(32).toString("base64url")}`;
  return { key, id: key.slice(0, keyIdLength), sha256: createHash("sha256").update(key).digest("hex") };
}
