import type { z } from "zod";
import type { ReparteeError } from "../core/errors.ts";
import type { UserField } from "./access/bound-user.ts";
import type { FrameSource } from "./event-stream.ts";
import type { AnswerOwner } from "./keyed/answer-owner.ts";

/**
 * One route, described once: Fastify and the OpenAPI document are set up from it, and the tests walk it. A handler calls
 * one function of a feature and shapes its answer; it throws `ReparteeError` and catches nothing.
 */
export interface Route<Body = unknown, Query extends z.ZodObject = z.ZodObject> {
  readonly method: "GET" | "POST" | "DELETE";
  /** The first is the one that is documented as the route's own; parameters in braces: `/models/{name}/load`. */
  readonly paths: readonly [string, ...string[]];
  readonly tag: "openai" | "ollama" | "anthropic" | "llama-cpp" | "native" | "compat";
  readonly summary: string;
  /** Answers without a key although keys are configured. */
  readonly public?: true;
  /** Answers whatever the `Host` header says. */
  readonly anyHost?: true;
  /** What the body must be; a route without one reads none. */
  readonly body?: z.ZodType<Body>;
  /** The query string. */
  readonly query?: Query;
  /** The body is a recording: a file of audio, or a form with one in its field `file`. */
  readonly upload?: { readonly maxBytes: number; readonly fields: z.ZodObject };
  /** The fields of the body that say whose the request is. Default: `user_id`. */
  readonly userFields?: readonly UserField[];
  /**
   * A request may be sent again with the same `Idempotency-Key`. Called with the id of the turn: whose data the answer
   * is, so that it is removed with them.
   */
  keyed?(body: Body, turnId: string): AnswerOwner;
  /** What a successful answer holds. */
  readonly answer: AnswerDescription;
  /** The body of an error where it is not OpenAI's. */
  readonly errorBody?: (error: ReparteeError, requestId: string) => object;
  /** The body is read as JSON whatever its content type says, as clients of this protocol expect. */
  readonly anyContentType?: true;
  /** The error statuses that are the route's own, beside 400, 401, 403, 413 and 500. */
  readonly errors?: readonly number[];
  handle(call: RouteCall<Body, z.infer<Query>>): Answer | Promise<Answer>;
}

export type AnswerDescription =
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly alsoStreams?: true | "lines" }
  /** Always streamed, with named events. */
  | { readonly kind: "event-stream"; readonly description: string }
  | { readonly kind: "text"; readonly contentType: string }
  | { readonly kind: "bytes"; readonly contentTypes: readonly string[] };

/** A file and what came with it: fields of a form, or of the query string beside a bare file. */
export interface Upload {
  readonly file: Uint8Array;
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}

export interface RouteCall<Body, Query> {
  /** Unique among running requests. */
  readonly requestId: string;
  readonly body: Body;
  /** The query string, as the route's schema reads it. */
  readonly query: Query;
  /** Of a route with `upload`. @throws ReparteeError `invalid_request`, `unsupported_media_type`. */
  upload(): Promise<Upload>;
  /** The only user whose data the client's key reads and writes: it is in the fields that name one. Absent: any. */
  readonly boundUser?: string;
  /** Aborted as soon as the client closes its connection. */
  readonly signal: AbortSignal;
  /** Whether the client's `Accept` header asks for an event stream. */
  readonly wantsEvents: boolean;
  /** Of a request with an idempotency key: the same for each attempt to answer it. */
  readonly turnId?: string;
  /** A parameter of the path, decoded. */
  param(name: string): string;
}

export type Answer =
  | { readonly kind: "json"; readonly body: unknown; readonly status?: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "text"; readonly body: string; readonly contentType: string }
  /** Sent as they come; the first is there already, so that what fails before it is an error. */
  | { readonly kind: "bytes"; readonly chunks: AsyncIterable<Uint8Array>; readonly contentType: string }
  /** `named`: its frames carry names of events, and that of an error is `error`. `lines`: each frame is a line of JSON. */
  | { readonly kind: "event-stream"; readonly frames: FrameSource; readonly named?: true; readonly lines?: true };

/** Infers the types of body and query from their schemas. */
export function defineRoute<Body, Query extends z.ZodObject>(route: Route<Body, Query>): Route {
  return route;
}

/** Fastify's spelling of a path: `/models/{name}/load` → `/models/:name/load`. */
export function toFastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
