import type { IncomingMessage } from "node:http";
import { createAuthentication, type AuthenticationOptions } from "../access/authentication.ts";
import type { Client } from "../access/client.ts";
import { accessOf, missingScope } from "../access/route-access.ts";
import { createHostCheck, createOriginCheck } from "../web-access.ts";

export interface UpgradeCheckOptions extends AuthenticationOptions {
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
}

/** Pages cannot send an `Authorization` header with a WebSocket; OpenAI's clients put the key here. */
const keyProtocol = "openai-insecure-api-key.";

/** Host, Origin, key and scope, as for every route. What it returns rejects with the ReparteeError of what is wrong. */
export function createUpgradeCheck(
  options: UpgradeCheckOptions,
): (request: IncomingMessage, path: string) => Promise<Client> {
  const checkHost = createHostCheck(options.allowedHosts);
  const checkOrigin = createOriginCheck(options.corsOrigins);
  const authenticate = createAuthentication(options);
  return async ({ headers }, path) => {
    const { authorization, host, origin } = headers;
    checkHost(host);
    checkOrigin({ origin, host, requestedHeaders: undefined });
    const client = await authenticate({ authorization: authorization ?? bearerOf(headers["sec-websocket-protocol"]) });
    const access = accessOf({ method: "GET", paths: [path], tag: "openai" });
    if (!access.scopes.some((scope) => client.scopes.includes(scope))) throw missingScope(client, access);
    return client;
  };
}

function bearerOf(protocols: string | undefined): string | undefined {
  const names = protocols?.split(",").map((name) => name.trim()) ?? [];
  const named = names.find((name) => name.startsWith(keyProtocol));
  return named === undefined ? undefined : `Bearer ${named.slice(keyProtocol.length)}`;
}
