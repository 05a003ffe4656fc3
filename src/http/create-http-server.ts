import type { AddressInfo } from "node:net";
import fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { SmollmChat } from "../chat/smollm/index.ts";
import type { TasteChat } from "../chat/taste/index.ts";
import { systemClock } from "../core/clock.ts";
import type { GenerateWith } from "../core/engine.ts";
import type { Clock } from "../core/clock.ts";
import type { ReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { SpeechLibrary } from "../core/speech/speech-library.ts";
import type { Tracer } from "../core/tracing.ts";
import type { ApiKeyStore, Stores } from "../core/stores.ts";
import { withDefaults } from "../core/with-defaults.ts";
import { withTimeout } from "../core/with-timeout.ts";
import type { LocalModels } from "../models/local/local-models.ts";
import { configuredOnly, type OnDemandModels } from "../models/pool/on-demand.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { Recommender } from "../recommend/index.ts";
import type { Serving } from "../serving/serving.ts";
import type { Voice } from "../voice/voice.ts";
import type { RateLimiting } from "./access/admit-client.ts";
import type { RouteAccess } from "./access/route-access.ts";
import { answerBrokenConnection } from "./broken-connection.ts";
import { guardConnections } from "./connection-guard.ts";
import { showable, toErrorAnswer } from "./error-body.ts";
import { fromFrameworkError } from "./framework-error.ts";
import { defaultHttpLimits } from "./http-limits.ts";
import type { HttpLimits } from "./http-limits.ts";
import { toListenError, toUrl } from "./listen-address.ts";
import type { ListenAddress } from "./listen-address.ts";
import { addRequestHooks, rewriteUrl } from "./request-hooks.ts";
import { createAnswerOnce } from "./keyed/answer-once.ts";
import { registerRoutes } from "./register-routes.ts";
import { addJsonParser } from "./request-body.ts";
import type { Route } from "./route.ts";
import type { ChatServices, MetricsSource } from "./route-services.ts";
import { realtimeSocket } from "./openai/realtime/realtime-route.ts";
import { createRoutes } from "./routes.ts";
import { createRunningRequests } from "./running-requests.ts";
import type { PageFiles } from "./web-page/page-files.ts";
import { createErrorBodyOf } from "./unrouted-request.ts";
import { acceptWebSockets } from "./web-socket/accept-web-sockets.ts";
import { createUpgradeCheck } from "./web-socket/upgrade-check.ts";

/** Connections that wait to be taken while the event loop is busy; Node's 511 lets a thousand clients at once time out. */
const connectBacklog = 4_096;

export interface HttpServerOptions {
  readonly serving: Serving;
  readonly pool: ModelPool;
  /** Absent: only what is in the pool answers. */
  readonly onDemand?: OnDemandModels;
  readonly library: LocalModels;
  /** Speech models; absent: none can be had. */
  readonly speechLibrary?: SpeechLibrary;
  readonly stores: Stores;
  readonly metrics: MetricsSource;
  readonly log: Log;
  readonly version: string;
  /** The model of requests that name none. Called at each request: a first model may come later. */
  readonly defaultModel?: () => string | undefined;
  /** What OpenAI-compatible routes do when no model can answer and the request does not say. Default `none`. */
  readonly openaiFallback?: "template" | "none";
  /** Whether responses of the Responses API can be stored. Default true. */
  readonly storeResponses?: boolean;
  /** Whether Ollama's API is served. Default true. */
  readonly ollamaApi?: boolean;
  /** How they ask models. Absent: as they are. */
  readonly openaiGate?: GenerateWith;
  /** Absent: its routes are off; the same holds for the next. */
  readonly tasteChat?: TasteChat;
  readonly smollm?: SmollmChat;
  /** Of the smollm routes' paths; `/` for none. Default `/innova/api`. */
  readonly smollmPrefix?: string;
  /** Empty, with no stored ones: no key is needed. */
  readonly apiKeys: readonly string[];
  /** Keys of `repartee key`. Absent: there are none. */
  readonly storedKeys?: ApiKeyStore;
  /** Absent: nobody is limited. */
  readonly rateLimiting?: RateLimiting;
  /** A key is needed also where there is none. Default false. */
  readonly requireKey?: boolean;
  /** Origins of web pages that may call, in addition to those of this machine; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Host names of this server, in addition to `localhost` and addresses; `*` for all. */
  readonly allowedHosts: readonly string[];
  readonly limits?: Partial<HttpLimits>;
  /** Personas and their replies. Absent: its routes are off. */
  readonly chat?: ChatServices;
  readonly clock?: Clock;
  /** Absent: requests are not traced. */
  readonly tracer?: Tracer;
  readonly recommender?: Recommender;
  /** Speech; opened by the first request. Absent: its routes are off. */
  readonly voice?: () => Voice;
  /** The web page; absent: browsers get JSON as everybody else. */
  readonly page?: PageFiles;
}

export interface HttpServer {
  /**
   * Opens the port; 0 picks a free one.
   * @throws ReparteeError `config_invalid` when the address cannot be used.
   */
  listen(address: ListenAddress): Promise<ListenAddress & { readonly url: string }>;
  /** Takes no new connection any more; those that are open are served on. */
  closePort(): void;
  /** Closes the port, waits for answers on the way out, cuts those that take too long. */
  close(): Promise<void>;
  /** Every route as registered, for the comparison with the documents. */
  routes(): readonly RegisteredRoute[];
}

export interface RegisteredRoute {
  readonly method: string;
  /** With braces: `/models/{name}`. */
  readonly path: string;
  readonly public: boolean;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answers without a key although keys are configured. */
    public?: boolean;
    /** Answers whatever the `Host` header says: a probe's may be anything. */
    anyHost?: boolean;
    /** Who may call it. */
    access?: RouteAccess;
    /** As in `Route`. */
    tag?: Route["tag"];
    errorBody?: Route["errorBody"];
  }
}

/** The HTTP side of Repartee, ready to listen. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = withDefaults(defaultHttpLimits, options.limits);
  const clock = options.clock ?? systemClock;
  const routes = createRoutes({
    ...options,
    clock,
    onDemand: options.onDemand ?? configuredOnly(options.pool),
    defaultModel: options.defaultModel ?? (() => undefined),
    openaiFallback: options.openaiFallback ?? "none",
    storeResponses: options.storeResponses ?? true,
    ollamaApi: options.ollamaApi ?? true,
    smollmPrefix: options.smollmPrefix ?? "/innova/api",
    commitDeadlineMs: limits.commitDeadlineMs,
  });

  /** What was thrown becomes an error that may be shown; what is unexpected is logged here, once, with its cause. */
  function settleError(thrown: unknown, requestId: string): ReparteeError {
    const error = fromFrameworkError(thrown, limits.bodyBytes);
    if (error.code === "internal") options.log.error({ requestId, err: error.cause ?? error }, "request failed");
    return showable(error);
  }

  const running = createRunningRequests();
  const app = createFastify(limits, running.end);
  const registered = recordRoutes(app);
  addRequestHooks(app, { ...options, clock, running, routes });
  addJsonParser(app, limits.bodyBytes);
  const errorBodyOf = createErrorBodyOf(routes);
  app.setErrorHandler((thrown, request, reply) => {
    const error = settleError(thrown, request.id);
    const { status, headers, body: usual } = toErrorAnswer(error, request.id);
    const errorBody = request.is404 ? errorBodyOf(request.url) : request.routeOptions.config?.errorBody;
    const body = errorBody?.(error, request.id) ?? usual;
    return reply.code(status).headers(headers).send(body);
  });
  registerRoutes(app, routes, {
    limits,
    clock,
    conversations: options.stores.conversations,
    settleError,
    running,
    answerOnce: createAnswerOnce({
      ...{ clock, log: options.log },
      store: options.stores.keyedReplies,
      detachedMs: limits.detachedMs,
    }),
    othersWait: () => options.serving.state().queued > 0,
  });
  await app.ready();
  const unguard = guardConnections(app.server, {
    clock,
    silentTimeoutMs: limits.headersTimeoutMs,
    checkEveryMs: limits.connectionsCheckingIntervalMs,
    maxPerAddress: limits.maxConnectionsPerAddress,
  });
  const { voice, defaultModel = () => undefined, log } = options;
  const { conversations } = options.stores;
  const webSockets = acceptWebSockets(app.server, {
    routes:
      voice === undefined ? [] : [realtimeSocket({ voice, defaultModel, clock, limits, settleError, conversations })],
    check: createUpgradeCheck({ ...options, clock }),
    maxMessageBytes: limits.messageBytes,
    ...{ running, clock, log },
  });

  /** Fastify's own close would wait for connections that never sent a request, which clients open ahead. */
  function closePort(): void {
    app.server.close();
    app.server.closeIdleConnections();
  }

  return {
    routes: () => registered,
    async listen(requested) {
      await app.listen({ ...requested, backlog: connectBacklog }).catch((cause: unknown) => {
        throw toListenError(requested, cause);
      });
      const { port } = app.server.address() as AddressInfo; // a TCP server that listens has one
      const address = { host: requested.host, port };
      return { ...address, url: toUrl(address) };
    },
    closePort,
    async close() {
      closePort();
      unguard();
      await webSockets.close(limits.closeTimeoutMs);
      await withTimeout(running.idle(), { clock, timeoutMs: limits.closeTimeoutMs, onTimeout: () => {} });
      await app.close();
    },
  };
}

function recordRoutes(app: FastifyInstance): readonly RegisteredRoute[] {
  const registered: RegisteredRoute[] = [];
  app.addHook("onRoute", ({ method, url, config }) => {
    const path = url.replaceAll(/:(\w+)/g, "{$1}");
    for (const one of [method].flat()) {
      if (one !== "HEAD") registered.push({ method: one, path, public: config?.public === true });
    }
  });
  return registered;
}

function createFastify(limits: HttpLimits, onEnd: (id: string) => void): FastifyInstance {
  return fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    forceCloseConnections: true,
    // While closing, requests on open connections get the same honest answers as before.
    return503OnClosing: false,
    http: {
      // Probes of load balancers come without.
      requireHostHeader: false,
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.connectionsCheckingIntervalMs,
    },
    // The headers of a request, its path included, end at 16 KiB: no path is too long for the hooks to be run.
    routerOptions: { maxParamLength: 16 * 1024 },
    rewriteUrl,
    // A path that cannot be read; no hook has run.
    frameworkErrors: (thrown, request, reply) => {
      onEnd(request.id);
      const { status, headers, body } = toErrorAnswer(fromFrameworkError(thrown, limits.bodyBytes), request.id);
      reply.raw.writeHead(status, { ...headers, "content-type": "application/json; charset=utf-8" });
      reply.raw.end(JSON.stringify(body));
    },
    clientErrorHandler: answerBrokenConnection,
  });
}
