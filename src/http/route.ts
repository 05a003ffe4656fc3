import type { z } from "zod";
import type { FrameSource } from "./event-stream.ts";

/**
 * One route, described once: Fastify is set up from it, the OpenAPI document is written from it, and the tests walk it.
 * A handler calls one function of a feature and shapes its answer; it throws `ReparteeError` and catches nothing.
 */
export interface Route<Body = unknown> {
  readonly method: "GET" | "POST" | "DELETE";
  /** The first is the one that is documented as the route's own; parameters in braces: `/models/{name}/load`. */
  readonly paths: readonly [string, ...string[]];
  readonly tag: "openai" | "native" | "compat";
  readonly summary: string;
  /** Answers without a key although keys are configured. */
  readonly public?: true;
  /** What the body must be; a route without one reads none. */
  readonly body?: z.ZodType<Body>;
  /** What the address says behind its question mark, as texts. */
  readonly query?: z.ZodObject;
  /** What a successful answer holds. */
  readonly answer: AnswerDescription;
  /** The error statuses that are the route's own, beside 400, 401, 403, 413 and 500. */
  readonly errors?: readonly number[];
  handle(call: RouteCall<Body>): Answer | Promise<Answer>;
}

export type AnswerDescription =
  | { readonly kind: "json"; readonly schema: z.ZodType; readonly alsoStreams?: true }
  /** Always streamed, with named events. */
  | { readonly kind: "event-stream"; readonly description: string }
  | { readonly kind: "text"; readonly contentType: string };

export interface RouteCall<Body> {
  /** Unique among running requests. */
  readonly requestId: string;
  readonly body: Body;
  /** The parameters behind the question mark, as they were sent; the route reads them by a schema. */
  readonly query: unknown;
  /** Aborted as soon as the client is gone. */
  readonly signal: AbortSignal;
  /** Whether the client's `Accept` header asks for an event stream. */
  readonly wantsEvents: boolean;
  /** A parameter of the path, decoded. */
  param(name: string): string;
}

export type Answer =
  | { readonly kind: "json"; readonly body: unknown; readonly status?: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "text"; readonly body: string; readonly contentType: string }
  /** `named`: its frames carry names of events, and that of an error is `error`. */
  | { readonly kind: "event-stream"; readonly frames: FrameSource; readonly named?: true };

/** Fastify's spelling of a path: `/models/{name}/load` → `/models/:name/load`. */
export function toFastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
