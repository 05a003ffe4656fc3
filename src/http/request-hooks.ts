import type { FastifyInstance } from "fastify";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import { createAuthentication } from "./authentication.ts";
import { createOriginCheck, preflightHeaders } from "./cross-origin.ts";
import { createHostCheck } from "./host-check.ts";
import { openRequestScope } from "./request-scope.ts";

export interface RequestHookOptions {
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  /** Called with the request's id when it is over. */
  readonly onEnd: (requestId: string) => void;
}

/** What happens to every request before its body is read, the cheapest and most general first. */
export function addRequestHooks(app: FastifyInstance, options: RequestHookOptions): void {
  const { apiKeys, corsOrigins, allowedHosts, log, clock, onEnd } = options;
  const checkHost = createHostCheck(allowedHosts);
  const checkOrigin = createOriginCheck(corsOrigins);
  const authenticate = createAuthentication(apiKeys);
  app.decorateRequest("scope", null);

  app.addHook("onRequest", async (request, reply) => {
    const startedMs = clock.now();
    const scope = openRequestScope(reply.raw, (aborted) => {
      onEnd(request.id);
      const status = aborted && !reply.raw.headersSent ? 499 : reply.raw.statusCode;
      const route = request.routeOptions.url ?? "unrouted";
      const durationMs = Math.round((clock.now() - startedMs) * 10) / 10;
      log.info({ requestId: request.id, method: request.method, route, status, durationMs, aborted }, "request");
    });
    request.setDecorator("scope", scope);
    reply.header("x-request-id", request.id);
  });
  app.addHook("onRequest", async (request, reply) => {
    const { host, origin } = request.headers;
    checkHost(host);
    const requestedHeaders = request.headers["access-control-request-headers"];
    reply.headers(checkOrigin({ origin, host, requestedHeaders }));
    const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
    if (isPreflight) return reply.code(204).headers(preflightHeaders).send();
    if (request.routeOptions.config.public !== true) authenticate(request.headers.authorization);
    return undefined;
  });
}
