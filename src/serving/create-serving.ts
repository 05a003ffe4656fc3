import type { Clock } from "../core/clock.ts";
import type { EmbedResult } from "../core/embed.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import { createKeyedMutex } from "../core/mutex.ts";
import { withDefaults } from "../core/with-defaults.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import { type AdmissionLimits, createAdmission } from "./admission.ts";
import { createBreakers } from "./breakers.ts";
import { answer } from "./chain.ts";
import { createCrashLedger } from "./crash-ledger.ts";
import { createDrain, drainingError } from "./drain.ts";
import { embedLongTexts } from "./embed-long-texts.ts";
import { createModelCalls } from "./model-calls.ts";
import { rankDocuments } from "./rank-documents.ts";
import { createReplyReport, recordReply, type ReplyEnd } from "./reply-report.ts";
import { createReplyStream, type ReplyOutput } from "./reply-stream.ts";
import { createRequestLifetime, type RequestLifetime } from "./request-lifetime.ts";
import { requestContext } from "./request-context.ts";
import type { ModelRequests, ReplyRequest, Serving } from "./serving.ts";
import type { Timeouts } from "./timeouts.ts";

export interface ServingOptions {
  readonly pool: ModelPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  readonly timeouts: Timeouts;
  readonly limits: AdmissionLimits;
  /** As of `createBreakers`. Default 0. */
  readonly breakerFailures?: number;
  /** What answers at the end of a chain with `fallback: "template"`; always ready. */
  readonly templateModel: LoadedModel;
  /** The pool's name of a model that it does not have under the given name; undefined without one. Never rejects. */
  readonly findModel?: (name: string) => Promise<string | undefined>;
  /** What the caller can do when the server has no model. */
  readonly noModelHint?: string;
  /** The models that `fallback: "models"` tries after the requested ones, best first. */
  readonly fallbackModels?: () => readonly string[];
  /** Whether a model is being chosen: a server without one will have one soon. */
  readonly choosingModel?: () => boolean;
}

/** Wires admission, chain, timeouts and drain into a `Serving`. */
export function createServing(options: ServingOptions): Serving {
  const { clock, log, pool } = options;
  const admission = createAdmission(options.limits, clock);
  const drain = createDrain(clock);
  const ledger = createCrashLedger(clock, log);
  const breakers = createBreakers({ ...options, failures: options.breakerFailures ?? 0 });
  const crashes = { ledger, trials: createKeyedMutex() };
  const callModel = createModelCalls({ pool, clock, admission, drain, timeouts: options.timeouts, findModel });

  /** `isOpen`: whether the server takes requests of this origin. */
  function refusal(isOpen: boolean): ReparteeError | undefined {
    if (!isOpen) return drainingError("Request was refused");
    const refused = requestContext.getStore()?.refusal;
    if (refused !== undefined || pool.size > 0) return refused;
    return options.choosingModel?.() === true ? choosingModel() : noModelConfigured(options.noModelHint);
  }

  async function findModel(name: string): Promise<string> {
    return pool.state(name) === undefined ? ((await options.findModel?.(name)) ?? name) : name;
  }

  async function findModels(names: readonly string[]): Promise<readonly string[]> {
    return names.every((name) => pool.state(name) !== undefined) ? names : await Promise.all(names.map(findModel));
  }

  /** Writes one reply, the one terminal event included. Must not throw. */
  async function run(request: ReplyRequest, lifetime: RequestLifetime, isOpen: boolean, output: ReplyOutput) {
    const timeouts = timeoutsOf(request, options.timeouts);
    const countOut = drain.join((error) => lifetime.end(error));
    const report = createReplyReport({ request, clock });
    let end: ReplyEnd;
    try {
      const found = { ...request, models: await findModels(request.models) };
      end = await answer({
        ...options,
        ...crashes,
        breakers,
        request: found,
        timeouts,
        output,
        lifetime,
        report,
        refusal: refusal(isOpen),
      });
    } catch (thrown) {
      log.error({ requestId: request.requestId, err: thrown }, "reply failed unexpectedly");
      end = report.failed(toReparteeError(thrown));
    } finally {
      lifetime.close();
    }
    // Everything is given back before the reader sees the end.
    output.emit(end.terminal);
    countOut();
    countTokens(end.record);
    recordReply(end.record, options);
  }

  function requests(isOpen: () => boolean): ModelRequests {
    return {
      embed: (request, signal) =>
        callModel(request, signal, {
          purpose: "embed texts",
          refusal: () => refusal(isOpen()),
          run: ({ embed }, stop) => embed && embedLongTexts(embed, { ...request.call, id: request.requestId }, stop),
        }).then(counted),
      rerank: (request, signal) =>
        callModel(request, signal, {
          purpose: "rank documents",
          refusal: () => refusal(isOpen()),
          run: (model, stop) => rankDocuments(model, { ...request.call, id: request.requestId }, stop),
        }).then(counted),
      scoreText: (request, signal) =>
        callModel(request, signal, {
          purpose: "score a text",
          refusal: () => refusal(isOpen()),
          run: (model, stop) => model.scoreText?.({ ...request.call, id: request.requestId }, stop),
        }),
      classify: (request, signal) =>
        callModel(request, signal, {
          purpose: "rate labels",
          refusal: () => refusal(isOpen()),
          run: (model, stop) => model.classify?.({ ...request.call, id: request.requestId }, stop),
        }),
      reply(request, signal) {
        const { enough } = request;
        const client = requestContext.getStore()?.client;
        let lifetime: RequestLifetime | undefined;
        return createReplyStream({
          run(output) {
            const timeouts = timeoutsOf(request, options.timeouts);
            const shared = { admission, clock, timeouts, signal, enough, client, action: "answer" };
            lifetime = createRequestLifetime({ ...shared, tokens: estimateTokens(request) });
            return run(request, lifetime, isOpen(), output);
          },
          leave: () => lifetime?.leave(),
        });
      },
      hold() {
        const held = drain.hold(isOpen());
        return { ...requests(() => held.isOpen), release: () => held.release() };
      },
    };
  }

  return {
    ...requests(() => !drain.draining),
    state: () => ({
      inFlight: admission.inFlight,
      queued: admission.queued,
      quarantined: ledger.quarantined,
      openBreakers: breakers.open(),
      draining: drain.draining,
      retiring: drain.retiring,
      choosingModel: options.choosingModel?.() ?? false,
    }),
    get retiring() {
      return drain.retiring;
    },
    retire: () => drain.retire(),
    drain(timeoutMs) {
      breakers.stop();
      return drain.drain(timeoutMs);
    },
  };
}

function timeoutsOf({ timeouts }: ReplyRequest, configured: Timeouts): Timeouts {
  return timeouts === undefined ? configured : withDefaults(configured, timeouts);
}

/** A written reply costs no tokens. */
function countTokens({ source, usage }: ReplyEnd["record"]): void {
  if (source !== "template") requestContext.getStore()?.spend?.(usage.promptTokens + usage.completionTokens);
}

function counted<Result extends Pick<EmbedResult, "usage">>(result: Result): Result {
  requestContext.getStore()?.spend?.(result.usage.promptTokens);
  return result;
}

/** Without a tokenizer: English has four characters a token, and a reply without a limit is seldom longer than this. */
const charactersPerToken = 4;
const usualReplyTokens = 512;

function estimateTokens({ generate: { input, maxTokens = usualReplyTokens } }: ReplyRequest): number {
  const texts = input.kind === "text" ? [input.text] : input.messages.map(({ content }) => content);
  return Math.ceil(texts.reduce((sum, { length }) => sum + length, 0) / charactersPerToken) + maxTokens;
}

function choosingModel(): ReparteeError {
  return new ReparteeError("model_loading", "Cannot answer yet: a model is being chosen for this machine", {
    hint: "Try again soon, or request a written reply with fallback template",
    retryAfterSeconds: 5,
  });
}

function noModelConfigured(hint = "Configure a model and start the server again"): ReparteeError {
  return new ReparteeError("no_model_configured", "Cannot answer: no model is configured", { hint });
}
