import { randomBytes } from "node:crypto";

/** What is the same in every piece of one completion. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Changes with the version of Repartee, as the same seed may then give another reply. */
  readonly systemFingerprint: string;
}

export function createCompletionHead(prefix: "chatcmpl" | "cmpl", version: string): CompletionHead {
  return {
    id: `${prefix}-${randomBytes(15).toString("base64url").replaceAll(/[-_]/g, "0")}`,
    created: Math.floor(Date.now() / 1000),
    systemFingerprint: `repartee-${version}`,
  };
}
