import { ReparteeError } from "../core/errors.ts";
import { hostName, isLoopbackName } from "./host-check.ts";

export interface CrossOriginRequest {
  readonly origin: string | undefined;
  readonly host: string | undefined;
  /** The headers that a preflight asks for. */
  readonly requestedHeaders: string | undefined;
}

/** The headers to answer with. Throws where a web page of that origin may not call this server. */
export type CheckOrigin = (request: CrossOriginRequest) => Readonly<Record<string, string>>;

/**
 * Which web pages may call: those of this machine, those served from the address that is called, and those configured
 * (`*` allows all, `null` pages without an origin). Others are refused and not merely kept from reading the answer: a
 * page may send what it need not read. Programs send no `Origin`.
 */
export function createOriginCheck(corsOrigins: readonly string[]): CheckOrigin {
  const allowed = new Set(corsOrigins.map((origin) => origin.trim().toLowerCase().replace(/\/$/, "")));
  return ({ origin, host, requestedHeaders }) => {
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
      "access-control-expose-headers": "x-request-id, retry-after",
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
