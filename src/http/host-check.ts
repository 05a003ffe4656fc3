import { isIP } from "node:net";
import { ReparteeError } from "../core/errors.ts";

/** Throws where the `Host` header names a server that this one is not. */
export type CheckHost = (host: string | undefined) => void;

/**
 * A web page can point its own domain name at 127.0.0.1 and then read a local server as if it were its own (DNS
 * rebinding); such a request carries that name in `Host`. So a name must be `localhost`, one under it, or configured
 * (`*` allows all). An address cannot be rebound, so any address passes.
 */
export function createHostCheck(allowedHosts: readonly string[]): CheckHost {
  const allowed = new Set(allowedHosts.map((host) => hostName(host)));
  return (host) => {
    if (allowed.has("*")) return;
    const name = hostName(host ?? "");
    if (isLoopbackName(name) || isIP(name) !== 0 || allowed.has(name)) return;
    throw new ReparteeError("forbidden_host", "Cannot answer: the Host header names a server that is not this one", {
      hint: "If this server is reached by that name, add the name to REPARTEE_ALLOWED_HOSTS",
    });
  };
}

/** Without port and brackets, in lower case: `[::1]:8000` → `::1`. */
export function hostName(host: string): string {
  const lower = host.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(lower);
  if (bracketed !== null) return bracketed[1] ?? "";
  if (isIP(lower) === 6) return lower;
  return lower.replace(/:\d*$/, "").replace(/\.$/, "");
}

export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}
