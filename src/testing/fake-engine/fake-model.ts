import type { Capabilities } from "../../core/capabilities.ts";
import type { Clock } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { ErrorEvent, FinishEvent, GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { promptWords } from "../../core/prompt-words.ts";
import { unsupportedFeatures } from "../../core/unsupported-features.ts";
import { defaultReply } from "./default-reply.ts";
import { fakeClassify, fakeEmbed } from "./fake-abilities.ts";
import { playScript } from "./fake-generation.ts";
import type { FakeModelScript, FakeStep } from "./fake-script.ts";
import { createFakeVocabulary, forcedWord } from "./fake-vocabulary.ts";
import { pauseUntil } from "./pause.ts";
import { createSlots } from "./slots.ts";

export interface FakeModelOptions {
  readonly engineId: string;
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly script: FakeModelScript;
  readonly contextWindowTokens: number;
  readonly clock: Clock;
  /** Called for each request as it begins; returns how many came before it. */
  readonly onRequest: (request: GenerateRequest) => number;
  /** Called with +1 when a reply begins and -1 when it ends. */
  readonly onLiveChange: (change: 1 | -1) => void;
}

export function createFakeModel(options: FakeModelOptions): {
  readonly model: LoadedModel;
  readonly crash: () => void;
} {
  const { name, capabilities, script, contextWindowTokens, clock } = options;
  const slotCount = script.slots ?? 4;
  const slots = createSlots(slotCount);
  const closing = new AbortController();
  const vocabulary = createFakeVocabulary();
  /** The prompts read last, one a slot, for `cachedTokens`. */
  const readPrompts: (readonly string[])[] = [];

  const closedError = (): ReparteeError => toReparteeError(closing.signal.reason);
  const crash = (): void =>
    closing.abort(new ReparteeError("runner_crashed", `The process of model "${name}" has died`));

  function stepsFor(request: GenerateRequest): readonly FakeStep[] {
    const replyNumber = options.onRequest(request);
    if (script.replies === undefined) return defaultReply(request, capabilities);
    if (typeof script.replies === "function") return script.replies(request);
    return script.replies[Math.min(replyNumber, script.replies.length - 1)] ?? [];
  }

  function cachedTokens(prompt: readonly string[]): number {
    if (capabilities.prefixCache !== true) return 0;
    const longest = Math.max(0, ...readPrompts.map((read) => commonPrefixLength(read, prompt)));
    if (readPrompts.push(prompt) > slotCount) readPrompts.shift();
    // As with real engines, the last token of a prompt is always evaluated: its result is what the reply begins with.
    return Math.min(longest, prompt.length - 1);
  }

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, void> {
    yield yield* run(request, signal);
  }

  /** Returns the terminal event. */
  async function* run(
    request: GenerateRequest,
    signal: AbortSignal,
  ): AsyncGenerator<GenerateEvent, FinishEvent | ErrorEvent, void> {
    const arrivedMs = clock.now();
    const slot = slots.enter();
    options.onLiveChange(1);
    try {
      const steps = stepsFor(request);
      if (closing.signal.aborted) return { type: "error", error: closedError() };
      const refused = refusal(request, capabilities, name);
      if (refused !== undefined) return { type: "error", error: refused };
      const waited = await pauseUntil(slot.entered, signal, closing.signal);
      if (waited === "closed") return { type: "error", error: closedError() };
      const prompt = promptWords(request.input, capabilities.replyPrefix === true ? request.replyPrefix : "");
      return yield* playScript({
        request,
        signal,
        steps,
        capabilities,
        promptTokens: prompt.length,
        cachedTokens: waited === "cancelled" ? 0 : cachedTokens(prompt),
        contextWindowTokens,
        forcedWord: forcedWord(capabilities.logitBias === true ? request.sampling?.logitBias : {}, vocabulary),
        warnings: unsupportedFeatures(request, capabilities),
        clock,
        arrivedMs,
        closed: closing.signal,
        closedError,
        crash,
      });
    } finally {
      slot.leave();
      options.onLiveChange(-1);
    }
  }

  /** @throws ReparteeError when the model is closed. */
  function assertPresent(): void {
    if (closing.signal.aborted) throw closedError();
  }

  const model: LoadedModel = {
    info: {
      name,
      engine: options.engineId,
      device: script.device ?? "none",
      parameterCount: script.parameterCount,
      slots: slotCount,
      contextWindowTokens,
    },
    capabilities,
    closed: closing.signal,
    generate,
    async unload() {
      closing.abort(new ReparteeError("model_unloaded", `Cannot answer: model "${name}" was unloaded`));
    },
    ...(capabilities.embed === true && {
      async embed(request, signal) {
        assertPresent();
        return fakeEmbed(request, signal);
      },
    }),
    ...(capabilities.classify === true && {
      async classify(request, signal) {
        assertPresent();
        return fakeClassify(request, signal);
      },
    }),
    ...(capabilities.tokenize === true && { tokenize: async (text) => vocabulary.idsOf(text) }),
    countTokens: async (input) => promptWords(input).length,
  };
  return { model, crash };
}

function refusal({ input }: GenerateRequest, capabilities: Capabilities, name: string): ReparteeError | undefined {
  const support = input.kind === "chat" ? capabilities.chat : capabilities.completion;
  if (support === true) return undefined;
  return new ReparteeError("unsupported_by_model", `Model "${name}" cannot answer: ${support.unsupported}`);
}

function commonPrefixLength(a: readonly string[], b: readonly string[]): number {
  const difference = a.findIndex((word, index) => word !== b[index]);
  return difference === -1 ? a.length : difference;
}
