/** Which web pages, and pages under which host names, may call this server. Programs send no `Origin` and are not concerned. */
import { isIP } from "node:net";
import { ReparteeError } from "../core/errors.ts";

/** Throws where the `Host` header names a server that this one is not. */
export type CheckHost = (host: string | undefined) => void;

/**
 * A web page can point its own domain name at 127.0.0.1 and then read a local server as if it were its own (DNS
 * rebinding); such a request carries that name in `Host`. So a name must be `localhost`, one under it, or configured
 * (`*` allows all). An address cannot be rebound, so any address passes; nor can a name that nobody can register, as
 * proxies, Compose and Kubernetes have for the servers behind them. Browsers always send `Host`: without it, it is none.
 */
export function createHostCheck(allowedHosts: readonly string[]): CheckHost {
  const allowed = new Set(allowedHosts.map((host) => hostName(host)));
  return (host) => {
    if (allowed.has("*")) return;
    if (host === undefined || host === "") return;
    const name = hostName(host);
    if (isLoopbackName(name) || isIP(name) !== 0 || isPrivateName(name) || allowed.has(name)) return;
    throw new ReparteeError("forbidden_host", "Cannot answer: the Host header names a server that is not this one", {
      hint: "If this server is reached by that name, add the name to REPARTEE_ALLOWED_HOSTS",
    });
  };
}

/** Without port and brackets, in lower case: `[::1]:8000` → `::1`. */
function hostName(host: string): string {
  const lower = host.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(lower);
  if (bracketed !== null) return bracketed[1] ?? "";
  if (isIP(lower) === 6) return lower;
  return lower.replace(/:\d*$/, "").replace(/\.$/, "");
}

function isLoopbackName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost") || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** One label, or under a domain that is set aside for private use. */
function isPrivateName(name: string): boolean {
  return /^[a-z0-9_-]+$/.test(name) || /\.(?:svc|cluster\.local|internal)$/.test(name);
}

const limitKinds = ["requests", "tokens"].flatMap((kind) =>
  ["limit", "remaining", "reset"].map((part) => `x-ratelimit-${part}-${kind}`),
);
const exposedHeaders = ["x-request-id", "retry-after", "idempotency-replayed", ...limitKinds].join(", ");

export interface CrossOriginRequest {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** The headers that a preflight requests. */
  readonly requestedHeaders: string | undefined;
  /** A page of a public address asks whether it may call a private one. */
  readonly asksPrivateNetwork?: boolean;
}

/** The headers to answer with. Throws where a web page of that origin may not call this server. */
export type CheckOrigin = (request: CrossOriginRequest) => Readonly<Record<string, string>>;

/**
 * Which web pages may call: those of this machine, those served from the address that is called, and those configured
 * (`*` allows all, `null` pages without an origin). Others are refused, not only prevented from reading the
 * answer: a page may send what it need not read. Programs send no `Origin`.
 */
export function createOriginCheck(corsOrigins: readonly string[]): CheckOrigin {
  const allowed = new Set(corsOrigins.map((origin) => origin.trim().toLowerCase().replace(/\/$/, "")));
  return ({ origin, host, requestedHeaders, asksPrivateNetwork = false }) => {
    if (origin === undefined) return { vary: "Origin" };
    const lower = origin.toLowerCase();
    if (!allowed.has("*") && !allowed.has(lower) && !isOwnPage(lower, host)) {
      throw new ReparteeError("forbidden_host", "Cannot answer: web pages of this origin may not call this server", {
        hint: "To allow the page, add its origin to REPARTEE_CORS_ORIGINS",
      });
    }
    return {
      vary: "Origin",
      "access-control-allow-origin": origin,
      ...(asksPrivateNetwork ? { "access-control-allow-private-network": "true" } : {}),
      "access-control-expose-headers": exposedHeaders,
      ...(requestedHeaders === undefined ? {} : { "access-control-allow-headers": headerNames(requestedHeaders) }),
    };
  };
}

/** What a preflight learns beside the headers of `CheckOrigin`. */
export const preflightHeaders: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "GET, POST, DELETE",
  "access-control-max-age": "600",
};

function isOwnPage(origin: string, host: string | undefined): boolean {
  const page = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  if (page === undefined) return false;
  return isLoopbackName(hostName(page)) || page === host?.toLowerCase();
}

/** Header names only: nothing else that a stranger sent is sent back. */
function headerNames(requested: string): string {
  return requested
    .split(",")
    .map((name) => name.trim())
    .filter((name) => /^[\w-]{1,64}$/.test(name))
    .slice(0, 50)
    .join(", ");
}
