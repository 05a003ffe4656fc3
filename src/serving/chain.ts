/**
 * From a request to its end: the models in their order, then a template where one is requested.
 *
 * 1. What is emitted here is never terminal; the one terminal event is in what `answer` returns.
 * 2. The next link is tried only while no text was sent; of a reply that is read as a whole, none is before its end.
 * 3. Unless `fallback` is `none`, the terminal event is a `finish`, whatever happens.
 * 4. With `fallback: "none"` an error that the request itself caused is not hidden behind another model.
 * 5. The reason of a fallback reply, and the error where there is no reply, is the first failure: that of the requested
 *    model.
 */
import type { Clock } from "../core/clock.ts";
import { type ErrorCode, ReparteeError } from "../core/errors.ts";
import type { LoadedModel } from "../core/engine.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import { frameMarksOf } from "../core/frame-marks.ts";
import { silentObserver, type Observer } from "../core/observer.ts";
import type { ReplyOrigin } from "../core/reply.ts";
import { loadStaticReplyModel } from "../core/static-reply-model.ts";
import type { KeyedMutex } from "../core/mutex.ts";
import type { Lease, ModelPool, WaitOptions } from "../models/pool/model-pool.ts";
import { noUsage } from "../core/usage.ts";
import { type AttemptOutcome, type Link, runAttempt } from "./attempt.ts";
import type { Breakers } from "./breakers.ts";
import type { CrashLedger } from "./crash-ledger.ts";
import { holdOutput } from "./held-output.ts";
import { requestContext } from "./request-context.ts";
import { leaseModel } from "./lease-model.ts";
import type { RequestLifetime } from "./request-lifetime.ts";
import type { ReplyEnd, ReplyReport } from "./reply-report.ts";
import type { ReplyOutput } from "./reply-stream.ts";
import type { ReplyRequest } from "./serving.ts";
import { survivingLease } from "./survive-crash.ts";
import type { Timeouts } from "./timeouts.ts";
import { unframed } from "./unframed-reply.ts";

export interface ChainOptions {
  readonly request: ReplyRequest;
  readonly pool: ModelPool;
  readonly templateModel: LoadedModel;
  readonly fallbackModels?: () => readonly string[];
  readonly clock: Clock;
  readonly timeouts: Timeouts;
  readonly log: Log;
  readonly observer: Observer;
  readonly output: ReplyOutput;
  readonly lifetime: RequestLifetime;
  readonly report: ReplyReport;
  readonly ledger: CrashLedger;
  readonly breakers: Breakers;
  readonly trials: KeyedMutex;
  /** Why no model may be tried at all, if so. */
  readonly refusal: ReparteeError | undefined;
}

/** Errors that the request itself caused: with an honest error requested, another model's reply would hide them. */
const requestErrors: ReadonlySet<ErrorCode> = new Set([
  "invalid_request",
  "context_length_exceeded",
  "unsupported_by_model",
]);

/** Without a permit for the request, no other model can be tried either. */
const admissionErrors: ReadonlySet<ErrorCode> = new Set(["queue_full", "queue_timeout"]);

/** A template takes no time; should one ever hang, the reply ends without it. */
const templateTimeoutMs = 2_000;

/** Answers. Failures of models are not thrown: they are in the end that is returned. */
export async function answer(options: ChainOptions): Promise<ReplyEnd> {
  const { request, lifetime, refusal, report } = options;
  let models = request.models;
  let first = refusal ?? request.notAsked;
  let tried = models[0];
  if (refusal === undefined) {
    for (let index = 0; index < models.length; index++) {
      const model = models[index] ?? "";
      tried = model;
      const origin = originOf(index, model, first);
      const isLast = index === models.length - 1;
      const held = request.isReadWhole === true ? holdOutput(options.output) : undefined;
      const output = held ?? options.output;
      const outcome = await tryModel(
        { ...options, output },
        { index, origin, emptyIsReply: isLast && request.fallback === "none" },
      );
      report.add(origin, outcome);
      if (outcome.kind === "finished") {
        held?.release();
        return report.finished(outcome.finish);
      }
      logFailure(options, origin, outcome);
      if (lifetime.left.aborted) {
        held?.release();
        return report.cancelled();
      }
      const ends = endsChain(options, outcome.error);
      if (isLast && !ends && (!outcome.committed || held !== undefined)) models = withFallbackModels(options, models);
      const next = models[index + 1];
      if (outcome.committed && (held === undefined || ends || next === undefined)) {
        held?.release();
        return report.failed(outcome.error);
      }
      first ??= outcome.error;
      if (ends) break;
      if (next !== undefined) options.observer.fallback(model, next, outcome.error.code);
    }
  }
  const error = first ?? new ReparteeError("no_model_configured", "Cannot answer: the request names no model");
  if (lifetime.left.aborted) return report.cancelled();
  if (request.fallback === "none") return report.failed(error);
  if (tried !== undefined) options.observer.fallback(tried, options.templateModel.info.name, error.code);
  return await writeTemplate(options, error);
}

/** Those of the server are read only here: the requested model seldom fails. */
function withFallbackModels({ fallbackModels, request }: ChainOptions, models: readonly string[]): readonly string[] {
  if (request.fallback !== "models" || models !== request.models) return models;
  return [...new Set([...models, ...(fallbackModels?.() ?? [])])];
}

interface Attempted {
  readonly index: number;
  readonly origin: ReplyOrigin;
  readonly emptyIsReply: boolean;
}

async function tryModel(options: ChainOptions, { index, origin, emptyIsReply }: Attempted): Promise<AttemptOutcome> {
  const { lifetime, pool, request } = options;
  const { model } = origin;
  const breakers = runsHere(pool, model) ? undefined : options.breakers;
  const unavailable = breakers?.refusal(model);
  if (unavailable !== undefined) return notTried(unavailable);
  const link: Link = {
    origin,
    // No request queues for a model that does not exist.
    enter: async (signal, onQueued) => {
      if (pool.state(model) !== undefined) await lifetime.enter(signal, onQueued);
    },
    acquire: async (wait) =>
      survivingLease(await leaseNow(pool, model, wait), {
        ...options,
        model,
        leaseAgain: (signal) => leaseNow(pool, model, { signal }),
        onResumed: (isMidStream) => options.observer.replyResumed(model, isMidStream),
      }),
    // A request that waits for a ready model is held back so that another model gets memory.
    waitsForMemory: () => {
      const status = pool.status(model);
      return status?.waitsForMemory === true || status?.state === "ready";
    },
  };
  const client = requestContext.getStore()?.client;
  const generate = {
    ...request.generate,
    ...(client === undefined ? {} : { client }),
    id: attemptId(request.requestId, index),
  };
  const marks = usesTools(generate.input) ? frameMarksOf(generate.input) : [];
  const { generateWith } = request;
  const outcome = await runAttempt({
    ...options,
    link,
    request: generate,
    ...(marks.length > 0 ? { generateWith: unframed(generateWith, marks) } : { generateWith }),
    stop: lifetime.stop,
    emptyIsReply,
  });
  if (!lifetime.stop.aborted) breakers?.record(model, outcome);
  return outcome;
}

/** Others have nothing that marks could frame. */
function usesTools(input: PromptInput): boolean {
  if (input.kind !== "chat") return false;
  const { messages, tools = [] } = input;
  return tools.length > 0 || messages.some((one) => one.role === "tool" || (one.role === "assistant" && one.toolCalls));
}

/** Of a model that is not loaded nobody knows; only models on other servers have breakers. */
function runsHere(pool: ModelPool, model: string): boolean {
  const device = pool.info(model)?.device;
  return device !== undefined && device !== "remote";
}

function notTried(error: ReparteeError): AttemptOutcome {
  const measures = { queueMs: 0, loadMs: 0, firstTextAtMs: undefined, usage: noUsage };
  return { kind: "failed", error, failedIn: "admitted", committed: false, ...measures };
}

/** The usual case goes straight to the pool. */
function leaseNow(pool: ModelPool, model: string, wait: WaitOptions): Promise<Lease> {
  return pool.state(model) === "ready" ? pool.lease(model, wait) : leaseModel(pool, model, wait);
}

async function writeTemplate(options: ChainOptions, reason: ReparteeError): Promise<ReplyEnd> {
  const { lifetime, log, report, request, templateModel, timeouts } = options;
  const origin: ReplyOrigin = { source: "template", model: templateModel.info.name, reason: reason.code };
  const outcome = await runAttempt({
    ...options,
    link: {
      origin,
      enter: () => Promise.resolve(),
      acquire: async () => ({ model: await templateFor(options), release: () => {} }),
    },
    request: templateRequest(request),
    timeouts: { ...timeouts, firstTokenTimeoutMs: templateTimeoutMs, tokenGapTimeoutMs: templateTimeoutMs },
    stop: lifetime.left,
    emptyIsReply: true,
    observer: silentObserver,
  });
  report.add(origin, outcome);
  if (outcome.kind === "finished") return report.finished(outcome.finish);
  if (lifetime.left.aborted) return report.cancelled();
  log.error({ requestId: request.requestId, err: outcome.error }, "template could not be written");
  return report.failed(outcome.error);
}

/** The feature's own text where it has one, else the server's template. */
async function templateFor({ lifetime, request, templateModel }: ChainOptions): Promise<LoadedModel> {
  const { writeTemplate: write } = request;
  if (write === undefined) return templateModel;
  const { capabilities, info } = templateModel;
  const source = { name: info.name, location: "" };
  return loadStaticReplyModel({ engine: info.engine, capabilities, write }, source, {}, lifetime.left);
}

function templateRequest(request: ReplyRequest): GenerateRequest {
  const { generate, models, requestId } = request;
  const id = attemptId(requestId, models.length);
  return request.writeTemplate === undefined ? { ...generate, id } : { input: generate.input, id };
}

function endsChain({ lifetime, request }: ChainOptions, error: ReparteeError): boolean {
  if (lifetime.stop.aborted || admissionErrors.has(error.code)) return true;
  return request.fallback === "none" && requestErrors.has(error.code);
}

function originOf(index: number, model: string, first: ReparteeError | undefined): ReplyOrigin {
  if (index === 0 || first === undefined) return { source: "model", model };
  return { source: "fallback_model", model, reason: first.code };
}

/** Each attempt has its own id: the engine of an earlier one may still be ending it. */
function attemptId(requestId: string, index: number): string {
  return index === 0 ? requestId : `${requestId}.${index}`;
}

function logFailure({ log, request, lifetime }: ChainOptions, origin: ReplyOrigin, outcome: AttemptOutcome): void {
  if (outcome.kind !== "failed" || lifetime.left.aborted) return;
  const { error, failedIn } = outcome;
  log.warn({ requestId: request.requestId, model: origin.model, state: failedIn, err: error }, "model did not answer");
}
