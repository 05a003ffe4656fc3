/**
 * From a request to its end: the models in their order, then a template where one is asked for.
 *
 * 1. What is emitted here is never terminal; the one terminal event is what `answer` returns.
 * 2. The next link is tried only while nothing of the reply was sent.
 * 3. With `fallback: "template"` the terminal event is a `finish`, whatever happens.
 * 4. With `fallback: "none"` an error that the request itself caused is not hidden behind another model.
 * 5. The reason of a reply that is not the asked model's own, and the error where there is no reply, is the first
 *    failure: that of the model that was asked for.
 */
import type { Clock } from "../core/clock.ts";
import { type ErrorCode, ReparteeError } from "../core/errors.ts";
import type { LoadedModel } from "../core/engine.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import type { ReplyOrigin } from "../core/reply.ts";
import { loadStaticReplyModel } from "../core/static-reply-model.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import { type AttemptOutcome, type Link, runAttempt } from "./attempt.ts";
import type { Clocks } from "./clocks.ts";
import { leaseUnlessDownloading } from "./lease-unless-downloading.ts";
import type { Passage } from "./passage.ts";
import type { ReplyEnding } from "./reply-ending.ts";
import type { ReplyEnd, ReplyReport } from "./reply-report.ts";
import type { ReplyOutput } from "./reply-stream.ts";
import type { ReplyRequest } from "./serving.ts";

export interface ChainOptions {
  readonly request: ReplyRequest;
  readonly pool: ModelPool;
  readonly templateModel: LoadedModel;
  readonly clock: Clock;
  readonly clocks: Clocks;
  readonly log: Log;
  readonly observer: Observer;
  readonly output: ReplyOutput;
  readonly passage: Passage;
  readonly ending: ReplyEnding;
  readonly report: ReplyReport;
  /** Set when no model may be tried at all. */
  readonly refusal: ReparteeError | undefined;
}

/** Faults of the request: with an honest error asked for, another model's reply would only hide them. */
const faultsOfTheRequest: ReadonlySet<ErrorCode> = new Set([
  "invalid_request",
  "context_length_exceeded",
  "unsupported_by_model",
]);

/** Without room for the request, no other model has any either. */
const noRoom: ReadonlySet<ErrorCode> = new Set(["queue_full", "queue_timeout"]);

/** A template needs no time; should it ever hang, the reply ends without it. */
const templateMs = 2_000;

/** Answers. What a model does wrong is no reason to throw: it is in the end that is returned. */
export async function answer(options: ChainOptions): Promise<ReplyEnd> {
  const { request, ending, refusal, report } = options;
  let first = refusal;
  let tried = request.models[0];
  if (refusal === undefined) {
    for (const [index, model] of request.models.entries()) {
      tried = model;
      const origin = originOf(index, model, first);
      const isLast = index === request.models.length - 1;
      const outcome = await tryModel(options, { index, origin, emptyIsReply: isLast && request.fallback === "none" });
      report.add(origin, outcome);
      if (outcome.kind === "finished") return report.finished(outcome.finish);
      logFailure(options, origin, outcome);
      if (ending.left.aborted) return report.cancelled();
      if (outcome.committed) return report.failed(outcome.error);
      first ??= outcome.error;
      if (endsChain(options, outcome.error)) break;
      const next = request.models[index + 1];
      if (next !== undefined) options.observer.fallback(model, next, outcome.error.code);
    }
  }
  const error = first ?? new ReparteeError("no_model_configured", "Cannot answer: the request names no model");
  if (ending.left.aborted) return report.cancelled();
  if (request.fallback === "none") return report.failed(error);
  if (tried !== undefined) options.observer.fallback(tried, options.templateModel.info.name, error.code);
  return await writeTemplate(options, error);
}

interface Turn {
  readonly index: number;
  readonly origin: ReplyOrigin;
  readonly emptyIsReply: boolean;
}

async function tryModel(options: ChainOptions, { index, origin, emptyIsReply }: Turn): Promise<AttemptOutcome> {
  const { clock, clocks, ending, observer, output, passage, pool, request } = options;
  const { model } = origin;
  const link: Link = {
    origin,
    // Nobody queues for a model that does not exist.
    enter: async (signal, onQueued) => {
      if (pool.status(model) !== undefined) await passage.enter(signal, onQueued);
    },
    acquire: (wait) => leaseUnlessDownloading(pool, model, wait),
    // Whoever waits for a model that is ready is held back from it for another's sake.
    waitsForMemory: () => {
      const status = pool.status(model);
      return status?.waitsForMemory === true || status?.state === "ready";
    },
  };
  return await runAttempt({
    link,
    request: { ...request.generate, id: attemptId(request.requestId, index) },
    clocks,
    clock,
    output,
    stop: ending.stop,
    emptyIsReply,
    onTokenGap: (gapMs) => observer.tokenGap(model, gapMs),
  });
}

async function writeTemplate(options: ChainOptions, reason: ReparteeError): Promise<ReplyEnd> {
  const { clock, clocks, ending, log, output, report, request, templateModel } = options;
  const origin: ReplyOrigin = { source: "template", model: templateModel.info.name, reason: reason.code };
  const outcome = await runAttempt({
    link: {
      origin,
      enter: () => Promise.resolve(),
      acquire: async () => ({ model: await templateFor(options), release: () => {} }),
    },
    request: templateRequest(request),
    clocks: { ...clocks, firstTokenMs: templateMs, betweenTokensMs: templateMs },
    clock,
    output,
    stop: ending.left,
    emptyIsReply: true,
    onTokenGap: () => {},
  });
  report.add(origin, outcome);
  if (outcome.kind === "finished") return report.finished(outcome.finish);
  if (ending.left.aborted) return report.cancelled();
  log.error({ requestId: request.requestId, err: outcome.error }, "template could not be written");
  return report.failed(outcome.error);
}

/** The feature's own words where it has some, else what the server's template says. */
async function templateFor({ ending, request, templateModel }: ChainOptions): Promise<LoadedModel> {
  const { writeTemplate: write } = request;
  if (write === undefined) return templateModel;
  const { capabilities, info } = templateModel;
  const source = { name: info.name, location: "" };
  return loadStaticReplyModel({ engine: info.engine, capabilities, write }, source, {}, ending.left);
}

function templateRequest(request: ReplyRequest): GenerateRequest {
  const { generate, models, requestId } = request;
  const id = attemptId(requestId, models.length);
  return request.writeTemplate === undefined ? { ...generate, id } : { input: generate.input, id };
}

function endsChain({ ending, request }: ChainOptions, error: ReparteeError): boolean {
  if (ending.stop.aborted || noRoom.has(error.code)) return true;
  return request.fallback === "none" && faultsOfTheRequest.has(error.code);
}

function originOf(index: number, model: string, first: ReparteeError | undefined): ReplyOrigin {
  if (index === 0 || first === undefined) return { source: "model", model };
  return { source: "fallback_model", model, reason: first.code };
}

/** Each try has its own id: the engine of an earlier one may still be busy ending it. */
function attemptId(requestId: string, index: number): string {
  return index === 0 ? requestId : `${requestId}.${index}`;
}

function logFailure({ log, request, ending }: ChainOptions, origin: ReplyOrigin, outcome: AttemptOutcome): void {
  if (outcome.kind !== "failed" || ending.left.aborted) return;
  const { error, failedIn } = outcome;
  log.warn({ requestId: request.requestId, model: origin.model, state: failedIn, err: error }, "model did not answer");
}
