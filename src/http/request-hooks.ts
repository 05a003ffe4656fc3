import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Tracer } from "../core/tracing.ts";
import { requestClient } from "../serving/request-client.ts";
import type { Serving } from "../serving/serving.ts";
import { createAuthentication } from "./authentication.ts";
import type { Route } from "./route.ts";
import type { RunningRequests } from "./running-requests.ts";
import { createUnroutedError } from "./unrouted-request.ts";
import { answerWithPage, isPagePath } from "./web-page/page-answer.ts";
import type { PageFiles } from "./web-page/page-files.ts";
import { createHostCheck, createOriginCheck, preflightHeaders } from "./web-access.ts";

export interface RequestHookOptions {
  readonly apiKeys: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  readonly running: RunningRequests;
  readonly routes: readonly Route[];
  /** What browsers are shown. Absent: they get JSON as everybody else. */
  readonly page?: PageFiles;
  /** Absent: requests are not traced. */
  readonly tracer?: Tracer;
  /** While it retires, each answer closes its connection, so that the next one opens elsewhere. */
  readonly serving: Pick<Serving, "retiring">;
}

/** What happens to every request before its body is read, the cheapest and most general first. */
export function addRequestHooks(app: FastifyInstance, options: RequestHookOptions): void {
  const { apiKeys, corsOrigins, allowedHosts, log, clock, running, page, tracer } = options;
  const checkHost = createHostCheck(allowedHosts);
  const checkOrigin = createOriginCheck(corsOrigins);
  const authenticate = createAuthentication(apiKeys);
  const unroutedError = createUnroutedError(options.routes);
  // An `AbortSignal`: aborted when the connection closes before the answer is complete.
  app.decorateRequest("closed", null);
  app.setGenReqId((request) => running.begin(request));

  app.addHook("onRequest", async (request, reply) => {
    const startedMs = clock.now();
    const closed = closeSignal(reply.raw, (aborted) => {
      running.end(request.id);
      const status = aborted && !reply.raw.headersSent ? 499 : reply.raw.statusCode;
      const route = request.routeOptions.url ?? "unrouted";
      const durationMs = Math.round((clock.now() - startedMs) * 10) / 10;
      log.info({ requestId: request.id, method: request.method, route, status, durationMs, aborted }, "request");
      tracer?.end(request.id, { method: request.method, route, status, durationMs, aborted });
    });
    if (tracer !== undefined) tracer.begin(request.id, headerOf(request.headers["traceparent"]));
    request.setDecorator("closed", closed);
    reply.header("x-request-id", request.id);
    if (options.serving.retiring) reply.header("connection", "close");
  });
  app.addHook("onRequest", async (request, reply) => {
    const { host, origin } = request.headers;
    if (request.routeOptions.config.anyHost !== true) checkHost(host);
    const requestedHeaders = request.headers["access-control-request-headers"];
    const asksPrivateNetwork = request.headers["access-control-request-private-network"] === "true";
    reply.headers(checkOrigin({ origin, host, requestedHeaders, asksPrivateNetwork }));
    const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
    if (isPreflight) return reply.code(204).headers(preflightHeaders).send();
    if (page !== undefined && request.method !== "POST") {
      const answer = answerWithPage(page, request);
      if (answer !== undefined) return reply.code(answer.status).headers(answer.headers).send(answer.body);
      if (isPagePath(request.url)) reply.header("vary", "Origin, Accept");
    }
    if (request.routeOptions.config.public !== true)
      authenticate?.(request.headers.authorization, request.headers["x-api-key"]);
    if (request.is404) throw unroutedError(request.method, request.url);
    return undefined;
  });
  // After the body was read: its listeners run in the context of the connection, which several requests may share.
  app.addHook("preHandler", (request, _reply, done) => requestClient.run(clientOf(request), done));
}

/** The key that the request carries, or else its address; a digest, as it goes to logs of queues and to runners. */
function clientOf({ headers, ip }: FastifyRequest): string {
  const identity = headers.authorization ?? ip;
  return createHash("sha256").update(identity).digest("base64url").slice(0, 16);
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** `onClosed` is called once, when the answer was sent or the client left before. */
function closeSignal(response: ServerResponse, onClosed: (aborted: boolean) => void): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => {
    const aborted = !response.writableFinished;
    if (aborted) controller.abort(new ReparteeError("cancelled", "The client closed its connection"));
    onClosed(aborted);
  });
  return controller.signal;
}
