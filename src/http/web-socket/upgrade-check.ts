import type { IncomingMessage } from "node:http";
import { createAuthentication } from "../authentication.ts";
import { createHostCheck, createOriginCheck } from "../web-access.ts";

export interface UpgradeCheckOptions {
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
}

/** Pages cannot send an `Authorization` header with a WebSocket; OpenAI's clients put the key here. */
const keyProtocol = "openai-insecure-api-key.";

/** Host, Origin and key, as for every route. What it returns throws ReparteeError `forbidden_host`, `unauthorized`. */
export function createUpgradeCheck(options: UpgradeCheckOptions): (request: IncomingMessage) => void {
  const checkHost = createHostCheck(options.allowedHosts);
  const checkOrigin = createOriginCheck(options.corsOrigins);
  const authenticate = createAuthentication(options.apiKeys);
  return ({ headers }) => {
    const { authorization, host, origin } = headers;
    checkHost(host);
    checkOrigin({ origin, host, requestedHeaders: undefined });
    authenticate?.(authorization ?? bearerOf(headers["sec-websocket-protocol"]));
  };
}

function bearerOf(protocols: string | undefined): string | undefined {
  const names = protocols?.split(",").map((name) => name.trim()) ?? [];
  const named = names.find((name) => name.startsWith(keyProtocol));
  return named === undefined ? undefined : `Bearer ${named.slice(keyProtocol.length)}`;
}
