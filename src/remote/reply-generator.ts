/**
 * Keeps the promise of `LoadedModel.generate` over a remote server, whatever that server does.
 *
 * 1. Exactly one terminal event, the last; nothing is thrown.
 * 2. `finish` only after the model ended its reply by itself or a stop text came; a stream that merely ends is
 *    `upstream_truncated`.
 * 3. The caller's abort ends in `finish` with `cancelled`, the model's going in an error event; both close the connection,
 *    so that the upstream stops working.
 */
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Warning } from "../core/warning.ts";
import { createCallScope, type CallScope } from "./call-scope.ts";
import { createReplyBuilder, type ReplyBuilder } from "./reply-builder.ts";
import { createTokenWatch, type TokenWatch } from "./token-watch.ts";
import type { UpstreamEvent } from "./upstream-event.ts";
import type { Upstream, UpstreamAnswer, UpstreamCall } from "./upstream.ts";

/** How one request is put to the upstream, and how its answer is read. */
export interface ReplyCall {
  readonly call: UpstreamCall;
  /** @throws ReparteeError for what the upstream says went wrong. */
  readonly read: (answer: UpstreamAnswer) => AsyncIterable<UpstreamEvent>;
  /** The answer comes in one piece. */
  readonly isWhole?: boolean;
  /** What was asked for and is not sent, or not as asked. */
  readonly warnings: readonly Warning[];
}

export interface ReplyGeneratorOptions {
  /** The name that requests use. */
  readonly model: string;
  readonly upstream: Upstream;
  /** Aborted when the model is unloaded. */
  readonly closed: AbortSignal;
  /** @throws ReparteeError */
  readonly prepare: (request: GenerateRequest) => ReplyCall;
}

export type GenerateReply = (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<GenerateEvent>;

export function createReplyGenerator(options: ReplyGeneratorOptions): GenerateReply {
  const { model, upstream, closed, prepare } = options;

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    let builder = createReplyBuilder({ request, clock: upstream.clock, warnings: [] });
    const scope = createCallScope(signal, closed);
    const watch = createTokenWatch(upstream.clock, upstream.timeouts, model, (error) => scope.abort(error));
    const span = upstream.tracer?.callUpstream(request.id, upstream.name, model);
    let errorCode: string | undefined;
    try {
      if (closed.aborted) throw closed.reason;
      if (!signal.aborted) {
        const prepared = prepare(request);
        if (prepared.isWhole === true) watch.expectWhole();
        builder = createReplyBuilder({ request, clock: upstream.clock, warnings: prepared.warnings });
        const call = span === undefined ? prepared.call : withTraceparent(prepared.call, span.traceparent);
        yield* follow({ ...prepared, call }, builder, scope, watch);
      }
      yield builder.finish(signal.aborted ? "cancelled" : (builder.ended() ?? "stop"));
    } catch (thrown) {
      const error = toReparteeError(thrown, "upstream_error");
      errorCode = error.code;
      yield signal.aborted && !closed.aborted ? builder.finish("cancelled") : { type: "error", error };
    } finally {
      watch.stop();
      scope.end();
      span?.end(errorCode);
    }
  }

  /** All events but the terminal one. @throws what ended the reply before its time. */
  async function* follow(
    { call, read }: ReplyCall,
    builder: ReplyBuilder,
    scope: CallScope,
    watch: TokenWatch,
  ): AsyncGenerator<GenerateEvent, void, void> {
    const answer = await watch.during(upstream.open(call, scope.signal));
    const events = read(answer)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await watch.during(nextEvent(events, builder));
        if (next === undefined) break;
        for (const event of builder.add(next)) {
          watch.touch();
          yield event;
          if (scope.signal.aborted) throw scope.signal.reason;
        }
        const reason = builder.ended();
        // What follows the model's own end are numbers; what follows a stop text, nobody wants.
        if (reason !== undefined && next.type === "text") break;
        if (reason !== undefined) watch.ended();
      }
    } finally {
      // Closes the connection unless the answer was read to its end.
      await events.return?.().catch(() => {});
    }
    if (builder.ended() === undefined) throw truncated();
    yield* builder.flush();
  }

  /** The next event; undefined at the end, also when a reply that is whole breaks off in what follows it. */
  async function nextEvent(
    events: AsyncIterator<UpstreamEvent>,
    builder: ReplyBuilder,
  ): Promise<UpstreamEvent | undefined> {
    try {
      const next = await events.next();
      return next.done === true ? undefined : next.value;
    } catch (thrown) {
      // Damage on the way that also broke the connection may have cost the reply more than a comment.
      if (builder.ended() === undefined || builder.isDamaged() || closed.aborted) throw thrown;
      return undefined;
    }
  }

  function truncated(): ReparteeError {
    const message = `Upstream "${upstream.name}" broke off: its stream ended before model "${model}" had finished`;
    return new ReparteeError("upstream_truncated", message, { facts: { upstream: upstream.name } });
  }

  return generate;
}

function withTraceparent(call: UpstreamCall, traceparent: string): UpstreamCall {
  return { ...call, headers: { ...call.headers, traceparent } };
}
