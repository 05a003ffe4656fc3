import { withDefaults } from "../core/with-defaults.ts";
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import { type AdmissionLimits, createAdmission } from "./admission.ts";
import { answer } from "./chain.ts";
import { totalTimeout } from "./clock-errors.ts";
import type { Clocks } from "./clocks.ts";
import { createDrain, drainingError } from "./drain.ts";
import { embedLongTexts } from "./embed-long-texts.ts";
import { createModelCalls } from "./model-calls.ts";
import { createPassage } from "./passage.ts";
import { createReplyEnding, type ReplyEnding } from "./reply-ending.ts";
import { createReplyReport, type ReplyEnd } from "./reply-report.ts";
import { createReplyStream, type ReplyOutput } from "./reply-stream.ts";
import type { ModelRequests, ReplyRequest, Serving } from "./serving.ts";

export interface ServingOptions {
  readonly pool: ModelPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  readonly clocks: Clocks;
  readonly limits: AdmissionLimits;
  /** What answers at the end of a chain with `fallback: "template"`; always ready. */
  readonly templateModel: LoadedModel;
  /** What the pool calls a model that it does not have under the given name; undefined: there is none. Never rejects. */
  readonly findModel?: (name: string) => Promise<string | undefined>;
  /** What to do when the server has no model, in the caller's own words. */
  readonly noModelHint?: string;
  /** Whether a model is being chosen: a server without one will have one soon. */
  readonly choosingModel?: () => boolean;
}

/** Wires admission, chain, clocks and drain into a `Serving`. */
export function createServing(options: ServingOptions): Serving {
  const { clock, log, observer, pool } = options;
  const admission = createAdmission(options.limits, clock);
  const drain = createDrain(clock);

  /** `isOpen`: whether the server takes requests of this origin. */
  function refusal(isOpen: boolean): ReparteeError | undefined {
    if (!isOpen) return drainingError("Request was not taken");
    if (pool.list().length > 0) return undefined;
    if (options.choosingModel?.() === true) {
      return new ReparteeError("model_loading", "Cannot answer yet: a model is being chosen for this machine", {
        hint: "Try again soon, or ask for a written reply with fallback template.",
        retryAfterSeconds: 5,
      });
    }
    return new ReparteeError("no_model_configured", "Cannot answer: no model is configured", {
      hint: options.noModelHint ?? "Configure a model and start the server again.",
    });
  }

  async function run(request: ReplyRequest, isOpen: boolean, ending: ReplyEnding, output: ReplyOutput): Promise<void> {
    const clocks = withDefaults(options.clocks, request.clocks);
    const countOut = drain.join((error) => ending.end(error));
    const report = createReplyReport({ request, clock });
    let total: { cancel(): void } | undefined;
    const passage = createPassage({
      admission,
      queueMs: clocks.queueMs,
      onEntered: () => {
        total = clock.schedule(clocks.totalMs, () => ending.end(totalTimeout(clocks.totalMs)));
      },
    });
    let end: ReplyEnd;
    try {
      const found = { ...request, models: await findModels(request.models) };
      end = await answer({
        ...options,
        request: found,
        clocks,
        output,
        passage,
        ending,
        report,
        refusal: refusal(isOpen),
      });
    } catch (thrown) {
      log.error({ requestId: request.requestId, err: thrown }, "reply failed by a defect of this program");
      end = report.failed(toReparteeError(thrown));
    } finally {
      total?.cancel();
      passage.leave();
      ending.dispose();
    }
    // Whoever hears of the end finds everything given back.
    output.emit(end.terminal);
    countOut();
    try {
      observer.replyFinished(end.record);
    } catch (thrown) {
      log.error({ requestId: request.requestId, err: thrown }, "reply could not be recorded");
    }
  }

  async function findModel(name: string): Promise<string> {
    return pool.status(name) === undefined ? ((await options.findModel?.(name)) ?? name) : name;
  }

  async function findModels(names: readonly string[]): Promise<readonly string[]> {
    return names.every((name) => pool.status(name) !== undefined) ? names : await Promise.all(names.map(findModel));
  }

  const callModel = createModelCalls({ pool, clock, admission, drain, clocks: options.clocks, findModel });

  function requests(isOpen: () => boolean): ModelRequests {
    return {
      embed: (request, signal) =>
        callModel(request, signal, {
          purpose: "embed texts",
          refusal: () => refusal(isOpen()),
          run: ({ embed }, ending) =>
            embed && embedLongTexts(embed, { ...request.call, id: request.requestId }, ending),
        }),
      classify: (request, signal) =>
        callModel(request, signal, {
          purpose: "rate labels",
          refusal: () => refusal(isOpen()),
          run: (model, ending) => model.classify?.({ ...request.call, id: request.requestId }, ending),
        }),
      reply(request, signal) {
        let ending: ReplyEnding | undefined;
        return createReplyStream({
          run: (output) => run(request, isOpen(), (ending = createReplyEnding(signal, request.enough)), output),
          leave: () => ending?.leave(),
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
      draining: drain.draining,
      ...(options.choosingModel?.() === true ? { choosingModel: true } : {}),
    }),
    drain: (timeoutMs) => drain.drain(timeoutMs),
  };
}
