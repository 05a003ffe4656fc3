import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ReparteeError } from "../core/errors.ts";

/** Checks the headers that may carry a key; throws where none does. `apiKey` is Anthropic's `X-Api-Key`. */
export type Authenticate = (authorization: string | undefined, apiKey?: string | readonly string[]) => void;

/**
 * Keys by `Authorization: Bearer` or `X-Api-Key`; the first counts where both are sent. Digests of equal length are
 * compared, each configured key in turn and none skipped, so the time taken reveals nothing about a key. A fast keyed
 * digest is enough: keys are long random texts, and a slow one (scrypt: 86 ms) would let strangers keep the processor
 * busy.
 *
 * Undefined without keys: then none is needed, which the configuration allows on loopback addresses only.
 */
export function createAuthentication(apiKeys: readonly string[]): Authenticate | undefined {
  if (apiKeys.length === 0) return undefined;
  const secret = randomBytes(32);
  const digest = (key: string): Buffer => createHmac("sha256", secret).update(key).digest();
  const known = apiKeys.map(digest);

  return (authorization, apiKey) => {
    const alone = typeof apiKey === "string" ? apiKey.trim() : "";
    const presented = digest(authorization === undefined ? alone : bearerToken(authorization));
    let matches = 0;
    for (const key of known) matches += timingSafeEqual(key, presented) ? 1 : 0;
    if (matches === 0) throw unauthorized();
  };
}

/** The empty text, which is no key, where the header is absent or of another kind. */
function bearerToken(authorization: string | undefined): string {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? "";
}

/** One answer for a missing, a malformed and a wrong key. */
function unauthorized(): ReparteeError {
  return new ReparteeError("unauthorized", "Cannot answer: the request carries no valid API key", {
    hint: "Send the header `Authorization: Bearer <key>`, or `X-Api-Key: <key>`",
  });
}
