import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../core/clock.ts";
import type { ConversationStore } from "../core/stores.ts";
import {
  checkConversations,
  knowsNoUsers,
  sameUser,
  usualUserFields,
  withBoundUser,
  type UserField,
} from "./access/bound-user.ts";
import type { Client } from "./access/client.ts";
import { accessOf, type RouteAccess } from "./access/route-access.ts";
import { toErrorBody } from "./error-body.ts";
import { writeEventStream } from "./event-stream.ts";
import type { HttpLimits } from "./http-limits.ts";
import type { AnswerOnce } from "./keyed/answer-once.ts";
import type { AnswerOwner } from "./keyed/answer-owner.ts";
import { readRequestKey } from "./keyed/request-key.ts";
import type { RunningRequests } from "./running-requests.ts";
import { toFastifyPath } from "./route.ts";
import type { Answer, Route, Upload } from "./route.ts";
import type { ReparteeError } from "../core/errors.ts";
import { readValue } from "../schema/index.ts";
import { addJsonParser } from "./request-body.ts";
import { addUploadParser, readUpload } from "./upload.ts";

export interface RegisterOptions {
  readonly limits: HttpLimits;
  readonly clock: Clock;
  readonly conversations: Pick<ConversationStore, "find">;
  readonly answerOnce: AnswerOnce;
  readonly running: Pick<RunningRequests, "hold">;
  /** Whether requests wait for the room that those that run take. */
  readonly othersWait: () => boolean;
  /** Turns what was thrown into an error that may be shown, and logs the unexpected. */
  readonly settleError: (thrown: unknown, requestId: string) => ReparteeError;
}

/** Registers the routes with Fastify; those that take recordings in a scope of their own, which alone reads them. */
export function registerRoutes(app: FastifyInstance, routes: readonly Route[], options: RegisterOptions): void {
  addRoutes(
    app,
    routes.filter(({ upload, anyContentType }) => upload === undefined && anyContentType !== true),
    options,
  );
  app.register(async (scope) => {
    addJsonParser(scope, options.limits.bodyBytes, "*");
    addRoutes(
      scope,
      routes.filter(({ anyContentType }) => anyContentType === true),
      options,
    );
  });
  app.register(async (scope) => {
    addUploadParser(scope);
    addRoutes(
      scope,
      routes.filter(({ upload }) => upload !== undefined),
      options,
    );
  });
}

function addRoutes(app: FastifyInstance, routes: readonly Route[], options: RegisterOptions): void {
  for (const route of routes) {
    const access = accessOf(route);
    for (const path of route.paths) {
      app.route({
        method: route.method,
        url: toFastifyPath(path),
        config: {
          public: route.public === true,
          anyHost: route.anyHost === true,
          access: route.public === true ? undefined : access,
          tag: route.tag,
          errorBody: route.errorBody,
        },
        bodyLimit: route.upload?.maxBytes,
        handler: async (request, reply) => {
          const call = toCall(route, request);
          await checkUser(access, request, options);
          await sendAnswer(
            await answerCall(route, call, { request, reply }, options),
            { route, request, reply },
            options,
          );
          return reply;
        },
      });
    }
  }
}

type Call = Parameters<Route["handle"]>[0];
interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answerCall(
  route: Route,
  call: Call,
  { request, reply }: Exchange,
  { answerOnce, running }: RegisterOptions,
): Promise<Answer> {
  if (route.keyed === undefined) return await route.handle(call);
  const { boundUser } = call;
  const about = (turnId: string): AnswerOwner => ({
    ...route.keyed?.(call.body, turnId),
    ...(boundUser === undefined ? {} : { userId: boundUser }),
  });
  const client = request.getDecorator<Client | null>("client");
  const key = readRequestKey({
    headers: request.headers,
    path: route.paths[0],
    body: request.body,
    wantsEvents: call.wantsEvents,
    digest: client?.digest,
    userId: about("").userId,
  });
  if (key === undefined) return await route.handle(call);
  const { answer, isRepeated } = await answerOnce({
    key,
    signal: call.signal,
    about,
    handle: ({ turnId, signal }) => route.handle({ ...call, turnId, signal }),
    hold: () => running.hold(request.id),
  });
  if (isRepeated) reply.header("idempotency-replayed", "true");
  return answer;
}

/** What a key that is bound to a user may not reach, though the fields of the request are that user's. */
async function checkUser(
  { withoutUsers }: RouteAccess,
  request: FastifyRequest,
  { conversations }: Pick<RegisterOptions, "conversations">,
): Promise<void> {
  const user = boundUserOf(request);
  if (user === undefined) return;
  if (withoutUsers) throw knowsNoUsers();
  const { id } = request.params as Readonly<Record<string, string>>;
  const isConversation = request.routeOptions.url?.startsWith("/api/conversations/") === true;
  await checkConversations(isConversation ? { conversation_id: id } : request.body, user, conversations);
}

function boundUserOf(request: FastifyRequest): string | undefined {
  return request.getDecorator<Client | null>("client")?.userId;
}

function toCall(route: Route, request: FastifyRequest): Call {
  const params = request.params as Readonly<Record<string, string>>;
  const user = boundUserOf(request);
  const bound = (given: unknown, fields: readonly UserField[] = usualUserFields): unknown =>
    user === undefined ? given : withBoundUser(given, user, fields);
  if (user !== undefined && params["user_id"] !== undefined) sameUser(params["user_id"], user, "user_id");
  return {
    requestId: request.id,
    body:
      route.body === undefined
        ? undefined
        : readValue(route.body, bound(request.body, route.userFields), { root: "body" }),
    query: route.query === undefined ? {} : readValue(route.query, bound(request.query), { root: "query" }),
    async upload() {
      const { file, fields } = await readUpload(request);
      return { file, fields: bound(fields) as Upload["fields"] };
    },
    boundUser: user,
    signal: request.getDecorator<AbortSignal>("closed"),
    wantsEvents: /\btext\/event-stream\b/i.test(request.headers.accept ?? ""),
    param(name) {
      const value = params[name];
      if (value === undefined) throw new TypeError(`The path of the route has no parameter "${name}"`);
      return value;
    },
  };
}

async function sendAnswer(
  answer: Answer,
  { route, request, reply }: Exchange & { readonly route: Route },
  { limits, clock, settleError, othersWait }: RegisterOptions,
): Promise<void> {
  switch (answer.kind) {
    case "json":
      if (answer.retryAfterSeconds !== undefined) reply.header("retry-after", String(answer.retryAfterSeconds));
      reply.code(answer.status ?? 200).send(answer.body);
      return;
    case "text":
      reply.header("content-type", answer.contentType).send(answer.body);
      return;
    case "bytes":
      reply.header("content-type", answer.contentType).send(Readable.from(answer.chunks, { objectMode: false }));
      return;
    case "event-stream":
      reply.hijack();
      await writeEventStream(reply.raw, answer.frames, {
        clock,
        heartbeatMs: limits.heartbeatMs,
        unreadBytes: limits.unreadBytes,
        unreadTimeoutMs: limits.unreadTimeoutMs,
        unreadWhileOthersWaitMs: limits.unreadWhileOthersWaitMs,
        othersWait,
        headers: definedHeaders(reply),
        lines: answer.lines === true,
        onFailure(thrown) {
          const error = settleError(thrown, request.id);
          const body = route.errorBody?.(error, request.id) ?? toErrorBody(error, request.id);
          if (answer.lines === true) return `${JSON.stringify(body)}\n`;
          const frame = `data: ${JSON.stringify(body)}\n\n`;
          return answer.named === true ? `event: error\n${frame}` : frame;
        },
      });
  }
}

function definedHeaders(reply: FastifyReply): Record<string, string | number | string[]> {
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) headers[name] = value;
  return headers;
}
