import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { clientName, createAuthentication, type AuthenticationOptions } from "../access/authentication.ts";
import type { RequestContext } from "../../serving/request-context.ts";
import type { RateLimiting } from "../access/admit-client.ts";
import type { Client } from "../access/client.ts";
import { limitsOf, rateLimited } from "../access/client-limits.ts";
import { accessOf, missingScope } from "../access/route-access.ts";
import { createHostCheck, createOriginCheck } from "../web-access.ts";

export interface UpgradeCheckOptions extends AuthenticationOptions {
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  /** Absent: nobody is limited. */
  readonly rateLimiting?: RateLimiting;
}

/** A client that may have a connection. */
export interface Visitor {
  readonly client: Client;
  /** What models do for the connection is done in it; absent where nothing limits the client. */
  readonly context?: RequestContext;
  /** The connection is over: it no longer counts as a request that runs. */
  leave(): void;
}

/** Pages cannot send an `Authorization` header with a WebSocket; OpenAI's clients put the key here. */
const keyProtocol = "openai-insecure-api-key.";

/**
 * Host, Origin, key, scope and limits, as for every route; a connection counts as one request, until it is closed. What
 * it returns rejects with the ReparteeError of what is wrong.
 */
export function createUpgradeCheck(
  options: UpgradeCheckOptions,
): (request: IncomingMessage, path: string) => Promise<Visitor> {
  const checkHost = createHostCheck(options.allowedHosts);
  const checkOrigin = createOriginCheck(options.corsOrigins);
  const authenticate = createAuthentication(options);
  return async ({ headers, socket }, path) => {
    const { authorization, host, origin } = headers;
    checkHost(host);
    checkOrigin({ origin, host, requestedHeaders: undefined });
    const client = await authenticate({ authorization: authorization ?? bearerOf(headers["sec-websocket-protocol"]) });
    const access = accessOf({ method: "GET", paths: [path], tag: "openai" });
    if (!access.scopes.some((scope) => client.scopes.includes(scope))) throw missingScope(client, access);
    return await admit(client, socket.remoteAddress ?? "", options.rateLimiting);
  };
}

/** @throws ReparteeError `rate_limited`. */
async function admit(client: Client, address: string, limiting: RateLimiting | undefined): Promise<Visitor> {
  const limits = limiting === undefined ? [] : limitsOf(client, address, limiting.limits);
  if (limiting === undefined || limits.length === 0) return { client, leave() {} };
  const { limiter } = limiting;
  const id = randomUUID();
  const decision = await limiter.enter(limits, id);
  if (!decision.isAllowed) throw rateLimited(decision, limits);
  return {
    client,
    context: {
      client: clientName(client.digest ?? address),
      spend: (tokens) => void limiter.spend(limits, tokens),
    },
    leave: () => void limiter.leave(limits, id),
  };
}

function bearerOf(protocols: string | undefined): string | undefined {
  const names = protocols?.split(",").map((name) => name.trim()) ?? [];
  const named = names.find((name) => name.startsWith(keyProtocol));
  return named === undefined ? undefined : `Bearer ${named.slice(keyProtocol.length)}`;
}
