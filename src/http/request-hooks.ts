import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { KeyLimits } from "../core/api-key.ts";
import { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Tracer } from "../core/tracing.ts";
import { requestContext, type RequestContext } from "../serving/request-context.ts";
import type { Serving } from "../serving/serving.ts";
import { createAdmitClient, type Admittance, type RateLimiting } from "./access/admit-client.ts";
import { clientName, createAuthentication, type AuthenticationOptions } from "./access/authentication.ts";
import type { Client } from "./access/client.ts";
import { missingScope } from "./access/route-access.ts";
import type { Route } from "./route.ts";
import type { RunningRequests } from "./running-requests.ts";
import { createUnroutedError } from "./unrouted-request.ts";
import { answerWithPage, isPagePath } from "./web-page/page-answer.ts";
import type { PageFiles } from "./web-page/page-files.ts";
import { createHostCheck, createOriginCheck, preflightHeaders } from "./web-access.ts";

export interface RequestHookOptions extends AuthenticationOptions {
  readonly corsOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly log: Log;
  readonly running: RunningRequests;
  readonly routes: readonly Route[];
  /** What browsers are shown. Absent: they get JSON as everybody else. */
  readonly page?: PageFiles;
  /** Absent: requests are not traced. */
  readonly tracer?: Tracer;
  /** Absent: nobody is limited. */
  readonly rateLimiting?: RateLimiting;
  /** While it retires, each answer closes its connection, so that the next one opens elsewhere. */
  readonly serving: Pick<Serving, "retiring">;
}

/** What happens to every request before its body is read, the cheapest and most general first. */
export function addRequestHooks(app: FastifyInstance, options: RequestHookOptions): void {
  const { corsOrigins, allowedHosts, log, clock, running, page, tracer } = options;
  const checkHost = createHostCheck(allowedHosts);
  const checkOrigin = createOriginCheck(corsOrigins);
  const authenticate = createAuthentication(options);
  const admit = options.rateLimiting === undefined ? undefined : createAdmitClient(options.rateLimiting);
  const { key = {}, address = {} } = options.rateLimiting?.limits ?? {};
  const everybodyIsLimited = hasLimits(key) || hasLimits(address);
  const unroutedError = createUnroutedError(options.routes);
  const inScope = createRequestScope();
  // An `AbortSignal`: aborted when the connection closes before the answer is complete.
  app.decorateRequest("closed", null);
  // A `Client`; null on public routes.
  app.decorateRequest("client", null);
  // An `Admittance`; null on public routes.
  app.decorateRequest("admittance", null);
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
    const { access, public: isPublic = false } = request.routeOptions.config;
    if (!isPublic) {
      const { authorization, "x-api-key": apiKey } = request.headers;
      const client: Client = await authenticate({ authorization, apiKey }).catch(async (thrown: unknown) => {
        await admit?.(undefined, request, reply);
        throw thrown;
      });
      request.setDecorator("client", client);
      if (admit !== undefined && (everybodyIsLimited || hasLimits(client.limits))) {
        request.setDecorator("admittance", await admit(client, request, reply));
      }
      if (access !== undefined && !access.scopes.some((scope) => client.scopes.includes(scope))) {
        throw missingScope(client, access);
      }
    }
    if (request.is404) throw unroutedError(request.method, request.url);
    return undefined;
  });
  // After the body was read: its listeners run in the context of the connection, which several requests may share.
  app.addHook("preHandler", (request, _reply, done) => {
    const { refusal, spend } = request.getDecorator<Admittance | null>("admittance") ?? {};
    const context = {
      client: clientOf(request),
      ...(refusal === undefined ? {} : { refusal }),
      ...(spend === undefined ? {} : { spend }),
    };
    inScope(context, done);
  });
}

/**
 * Runs `work` as part of the request that `context` describes. While one client asks, and nothing limits it, there is
 * nothing to know: up to Node 22 every promise of a process costs more once a request has a context, a seventh of the CPU
 * that a gateway takes for a token.
 */
export function createRequestScope(): (context: RequestContext, work: () => void) => void {
  let firstClient: string | undefined;
  let isNeeded = false;

  return (context, work) => {
    firstClient ??= context.client;
    isNeeded ||= context.client !== firstClient || context.refusal !== undefined || context.spend !== undefined;
    if (isNeeded) requestContext.run(context, work);
    else work();
  };
}

function hasLimits(limits: KeyLimits): boolean {
  return Object.keys(limits).length > 0;
}

/** The key that the request carries, or else its address; a digest, as it goes to logs of queues and to runners. */
function clientOf(request: FastifyRequest): string {
  const identity = request.getDecorator<Client | null>("client")?.digest ?? request.headers.authorization ?? request.ip;
  return clientName(identity);
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

/** The URL as the router is to read it: for Fastify. */
export function rewriteUrl({ url = "/" }: Pick<IncomingMessage, "url">): string {
  return isReadable(url) ? encodeModelName(url) : unreadable;
}

/**
 * No route has this path. The framework would answer a path that it cannot decode before any hook has run, and so to
 * strangers and foreign web pages as well.
 */
const unreadable = "/unreadable";

function isReadable(url: string): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/**
 * Names of models contain slashes (`microsoft/DialoGPT-medium`) and clients send them raw or percent-encoded. The
 * router sees one path segment a name: raw slashes are encoded before it looks.
 */
export function encodeModelName(url: string): string {
  const queryStart = url.indexOf("?");
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  const parts = /^(\/v1\/models\/|\/models\/)(.+?)(\/load|\/unload)?$/.exec(path);
  if (parts === null) return url;
  const [, prefix = "", name = "", action = ""] = parts;
  // The action belongs to the management routes only; under /v1 the whole rest is the name.
  const encoded = prefix === "/v1/models/" ? slashless(name + action) : slashless(name) + action;
  return prefix + encoded + url.slice(path.length);
}

function slashless(name: string): string {
  return name.replaceAll("/", "%2F");
}
