import type { Engine, LoadedModel } from "../../core/engine.ts";
import { ReparteeError, serializeError, toReparteeError } from "../../core/errors.ts";
import { isTerminal } from "../../core/generate-event.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { Log } from "../../core/log.ts";
import { engineReady } from "../load-fractions.ts";
import { abilities, type Ability, type ParentFrame, type WireEvent } from "../protocol.ts";
import { vectorToText } from "../vector-text.ts";
import type { Outbox } from "./outbox.ts";

export type CreateEngine = (id: string, options: { readonly log: Log }) => Promise<Engine>;

type LoadFrame = Extract<ParentFrame, { type: "load" }>;

/** Progress is passed on in steps of at least this fraction. */
const progressStep = 0.01;

/** Hosts one engine with one model: takes the parent's frames and sends what comes of them. */
export function createHost(createEngine: CreateEngine, outbox: Outbox, log: Log): (frame: ParentFrame) => void {
  const running = new Map<number, AbortController>();
  let model: LoadedModel | undefined;

  async function load({ engineId, source, options }: LoadFrame): Promise<void> {
    process.title = `repartee-runner: ${source.name}`;
    let reported = 0;
    function onProgress(fraction: number): void {
      if (fraction - reported < progressStep && !(fraction === 1 && reported < 1)) return;
      reported = fraction;
      outbox.send({ type: "load-progress", fraction });
    }
    try {
      const engine = await createEngine(engineId, { log });
      outbox.send({ type: "load-progress", fraction: engineReady });
      // The parent gives up a load by killing this process.
      model = await engine.load(source, { ...options, onProgress }, new AbortController().signal);
    } catch (error) {
      outbox.send({ type: "load-failed", error: serializeError(toReparteeError(error, "model_load_failed")) });
      return;
    }
    const { info, capabilities, closed } = model;
    closed.addEventListener("abort", () =>
      outbox.send({ type: "closed", error: serializeError(toReparteeError(closed.reason, "runner_crashed")) }),
    );
    outbox.send({ type: "loaded", info, capabilities, abilities: abilitiesOf(model) });
  }

  function loaded(): LoadedModel {
    if (model === undefined) throw new ReparteeError("model_loading", "Cannot answer before the model is loaded");
    return model;
  }

  async function reply(id: number, request: GenerateRequest): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    let last: GenerateEvent | undefined;
    try {
      for await (const event of loaded().generate(request, controller.signal)) {
        last = event;
        outbox.send({ type: "event", id, event: wireEvent(event) });
        if (isTerminal(event)) break;
        const room = outbox.room();
        if (room !== undefined) await room;
      }
      if (last === undefined || !isTerminal(last)) {
        throw new ReparteeError("generation_failed", "The engine ended a reply without saying how");
      }
    } catch (thrown) {
      const error = serializeError(toReparteeError(thrown, "generation_failed"));
      outbox.send({ type: "event", id, event: { type: "error", error } });
    } finally {
      running.delete(id);
    }
  }

  async function answer(id: number, call: (model: LoadedModel, signal: AbortSignal) => unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      outbox.send({ type: "result", id, value: (await call(loaded(), controller.signal)) ?? null });
    } catch (error) {
      outbox.send({ type: "failed", id, error: serializeError(toReparteeError(error)) });
    } finally {
      running.delete(id);
    }
  }

  async function unload(): Promise<void> {
    await model?.unload();
    await outbox.end();
    process.exit(0);
  }

  return (frame) => {
    switch (frame.type) {
      case "load":
        void load(frame);
        break;
      case "generate":
        void reply(frame.id, frame.request);
        break;
      case "cancel":
        running.get(frame.id)?.abort();
        break;
      case "classify":
        void answer(frame.id, (of, signal) => of.classify?.(frame.request, signal));
        break;
      case "embed":
        void answer(frame.id, async (of, signal) => {
          const result = await of.embed?.(frame.request, signal);
          return result && { vectors: result.vectors.map(vectorToText), usage: result.usage };
        });
        break;
      case "tokenize":
        void answer(frame.id, (of) => of.tokenize?.(frame.text, frame.options));
        break;
      case "detokenize":
        void answer(frame.id, (of) => of.detokenize?.(frame.tokens));
        break;
      case "renderPrompt":
        void answer(frame.id, (of) => of.renderPrompt?.(frame.input, frame.options));
        break;
      case "rerank":
        void answer(frame.id, (of, signal) => of.rerank?.(frame.request, signal));
        break;
      case "scoreText":
        void answer(frame.id, (of, signal) => of.scoreText?.(frame.request, signal));
        break;
      case "countTokens":
        void answer(frame.id, (of) => of.countTokens?.(frame.input));
        break;
      case "unload":
        void unload();
        break;
    }
  };
}

function abilitiesOf(model: LoadedModel): Ability[] {
  return abilities.filter((ability) => model[ability] !== undefined);
}

function wireEvent(event: GenerateEvent): WireEvent {
  return event.type === "error" ? { type: "error", error: serializeError(event.error) } : event;
}
