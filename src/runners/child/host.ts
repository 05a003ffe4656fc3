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
type PrepareFrame = Extract<ParentFrame, { type: "prepare" }>;

/** A reply's first texts never wait for the next write: they are what is waited for, and make a first spoken sentence. */
const urgentTexts = 24;

/** Progress is passed on in steps of at least this fraction. */
const progressStep = 0.01;

/** Hosts one engine with one model: takes the parent's frames and sends what comes of them. */
export function createHost(createEngine: CreateEngine, outbox: Outbox, log: Log): (frame: ParentFrame) => void {
  const running = new Map<number, AbortController>();
  let model: LoadedModel | undefined;
  let prepared: Promise<Engine> | undefined;

  async function prepare({ engineId, preparation }: PrepareFrame): Promise<void> {
    prepared = createEngine(engineId, { log });
    try {
      await (await prepared).prepare?.(preparation);
    } catch (error) {
      log.debug({ engineId, err: error }, "engine could not be prepared; its load will say why");
    }
  }

  async function load({ engineId, source, options }: LoadFrame): Promise<void> {
    process.title = `repartee-runner: ${source.name}`;
    let reported = 0;
    function onProgress(fraction: number): void {
      if (fraction - reported < progressStep && !(fraction === 1 && reported < 1)) return;
      reported = fraction;
      outbox.send({ type: "load-progress", fraction });
    }
    try {
      const engine = await (prepared ?? createEngine(engineId, { log }));
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
    let texts = 0;
    try {
      for await (const event of loaded().generate(request, controller.signal)) {
        last = event;
        if (event.type === "text-delta") texts += 1;
        const mayWait = event.type === "text-delta" && texts > urgentTexts;
        outbox.send({ type: "event", id, event: wireEvent(event) }, mayWait ? "paced" : undefined);
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
      case "prepare":
        void prepare(frame);
        break;
      case "load":
        void load(frame);
        break;
      case "generate":
        void reply(frame.id, frame.request);
        break;
      case "cancel":
        running.get(frame.id)?.abort();
        break;
      case "unload":
        void unload();
        break;
      default:
        void answer(frame.id, callOf(frame));
    }
  };
}

type CallFrame = Exclude<ParentFrame, { type: "prepare" | "load" | "generate" | "cancel" | "unload" }>;

/** What a frame asks of the model, which answers once. */
function callOf(frame: CallFrame): (model: LoadedModel, signal: AbortSignal) => unknown {
  switch (frame.type) {
    case "classify":
      return (model, signal) => model.classify?.(frame.request, signal);
    case "embed":
      return async (model, signal) => {
        const result = await model.embed?.(frame.request, signal);
        return result && { vectors: result.vectors.map(vectorToText), usage: result.usage };
      };
    case "tokenize":
      return (model) => model.tokenize?.(frame.text, frame.options);
    case "detokenize":
      return (model) => model.detokenize?.(frame.tokens);
    case "renderPrompt":
      return (model) => model.renderPrompt?.(frame.input, frame.options);
    case "rerank":
      return (model, signal) => model.rerank?.(frame.request, signal);
    case "scoreText":
      return (model, signal) => model.scoreText?.(frame.request, signal);
    case "readAhead":
      return (model, signal) => model.readAhead?.(frame.request, signal);
    case "countTokens":
      return (model) => model.countTokens?.(frame.input);
  }
}

function abilitiesOf(model: LoadedModel): Ability[] {
  return abilities.filter((ability) => model[ability] !== undefined);
}

function wireEvent(event: GenerateEvent): WireEvent {
  return event.type === "error" ? { type: "error", error: serializeError(event.error) } : event;
}
