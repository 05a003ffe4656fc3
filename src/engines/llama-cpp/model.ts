import { cpus } from "node:os";
import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import type { LoadedModel, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { SamplingOptions } from "../../core/sampling.ts";
import type { Log } from "../../core/log.ts";
import { llamaCppCapabilities, rerankerCapabilities } from "./capabilities.ts";
import { createChatTemplate } from "./chat-template.ts";
import { createClassifier } from "./classifier.ts";
import { createEmbedder } from "./embedding.ts";
import { explainFailure } from "./gpu-complaints.ts";
import { createGenerator } from "./generator.ts";
import { createGrammarBuilder } from "./grammar.ts";
import { describeModel } from "./model-info.ts";
import { createGarbageWatch, exposeCollector } from "./native-garbage.ts";
import { createPromptAhead } from "./prompt-ahead.ts";
import { createPromptTokenizer } from "./prompt.ts";
import { numberSequences } from "./batch-order.ts";
import { canCopySequence } from "./copy-sequence.ts";
import { ownTokens } from "./own-tokens.ts";
import { createReranker, isReranker } from "./reranker.ts";
import { createSharedPrefixes } from "./shared-prefixes.ts";
import { createSlots } from "./slots.ts";
import { createStepBatch } from "./step-batch.ts";
import { createStepper } from "./stepper.ts";
import type { StepListener } from "./stepper.ts";
import type { CoreTimes } from "./free-cores.ts";
import { createThreadController } from "./thread-controller.ts";
import { createTextScorer } from "./text-scorer.ts";
import { createVocabulary } from "./vocabulary.ts";
import type { ModelDeps } from "./model-deps.ts";

export interface LlamaCppModelParts {
  readonly source: ModelSource;
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly threads: number;
  /** Whether the number of threads follows what is measured. */
  readonly adaptive: boolean;
  /** As in `LoadOptions`. */
  readonly requestedGpuLayers: number | "auto";
  /** As in `LoadOptions`. */
  readonly loraPath: string | undefined;
  /** As in `LoadOptions`. */
  readonly sampling: SamplingOptions;
  readonly log: Log;
}

/** A decode step in which others wait for their next token takes about this long at most: a prompt joins in small pieces. */
const targetStepMs = 200;

/** A loaded model: the parts of this folder put together. */
export function createLlamaCppModel(parts: LlamaCppModelParts): LoadedModel {
  const { source, llama, model, context, threads, adaptive, requestedGpuLayers, loraPath, sampling, log } = parts;
  const closing = new AbortController();
  const template = createChatTemplate(model.fileInfo.metadata.tokenizer.chat_template, {
    bos: model.tokens.bosString ?? "",
    eos: model.tokens.eosString ?? "",
  });
  const vocabulary = createVocabulary(model);
  const sequences = Array.from({ length: context.totalSequences }, () => context.getSequence());
  numberSequences(sequences);
  const sharesPrefixes = sequences.every(canCopySequence);
  const deps: ModelDeps = {
    model,
    vocabulary,
    contextSize: context.contextSize,
    prompts: createPromptTokenizer(model, template, vocabulary),
    addsBos: model.tokens.shouldPrependBosToken,
    grammars: createGrammarBuilder(llama, model),
    sampling,
    slots: createSlots(sequences, { sharesPrefixes, now: () => performance.now() }),
    prefixes: createSharedPrefixes(sharesPrefixes ? sequences : [], { log, onLeave: () => deps.stepper.wake() }),
    stepper: createStepper({
      batchSize: context.batchSize,
      targetStepMs,
      now: () => performance.now(),
      onStep: withGarbageWatch(vocabulary.size ?? 0, adaptive ? adaptThreads(llama, threads, log) : undefined),
    }),
    batch: createStepBatch(context, sequences),
    closed: closing.signal,
    now: () => performance.now(),
  };
  const generator = createGenerator(deps);
  const classifier = createClassifier(deps);
  const scorer = createTextScorer(deps);
  const { contextSize } = context;
  const apart = { contextSize, threads, closed: closing.signal, loraPath, stepper: deps.stepper };
  const embedder = createEmbedder(model, apart);
  const reranker = isReranker(model) ? createReranker(model, apart) : undefined;
  const requestsEnded = (): Promise<unknown> =>
    Promise.all([generator, classifier, scorer, embedder, reranker].map((part) => part?.idle()));
  const files = { modelPath: source.location, loraPath };
  const canBeStored = sharesPrefixes;
  const ahead = createPromptAhead({ deps, context, files, canBeStored, targetStepMs, requestsEnded, log });
  const asked = wrapRequests(ahead.yield);
  let unloading: Promise<void> | undefined;

  async function unload(): Promise<void> {
    closing.abort(new ReparteeError("model_unloaded", `Model "${source.name}" was unloaded`, { retryAfterSeconds: 1 }));
    await Promise.all([requestsEnded(), ahead.idle()]);
    await Promise.all([embedder.dispose(), reranker?.dispose()]);
    await context.dispose();
    await model.dispose();
    log.debug({ model: source.name }, "model unloaded");
  }

  return {
    info: describeModel({ source, llama, model, context, threads, template, requestedGpuLayers }),
    capabilities: reranker === undefined ? llamaCppCapabilities : rerankerCapabilities,
    closed: closing.signal,
    generate: asked((request, signal) => generator.generate(request, signal)),
    classify: asked((request, signal) => explained(classifier.classify(request, signal))),
    scoreText: asked((request, signal) => explained(scorer.score(request, signal))),
    // The vectors of a reranker are scores: the binding would read past their end.
    ...(reranker === undefined
      ? {
          embed: asked((request, signal) => explained(embedder.embed(request, signal))),
          readAhead: (request, signal) => explained(ahead.read(request, signal)),
        }
      : { rerank: asked((request, signal) => explained(reranker.rerank(request, signal))) }),
    tokenize: (text, options = {}) => deps.prompts.tokenizeText(text, options),
    detokenize: async (ids) => {
      const tokens = ownTokens(ids, vocabulary.size);
      return { text: vocabulary.joinedText(tokens), pieces: tokens.map((token) => vocabulary.bytes(token)) };
    },
    renderPrompt: async (input, options) => deps.prompts.render(input, options),
    countTokens: async (input) => (await deps.prompts.tokenize(input)).tokens.length,
    unload: () => (unloading ??= unload()),
  };
}

type WrapRequest = <Arguments extends unknown[], Answer>(
  call: (...given: Arguments) => Answer,
) => (...given: Arguments) => Answer;

/** Methods that call `onRequest` before anything else. */
function wrapRequests(onRequest: () => void): WrapRequest {
  return (call) =>
    (...given) => {
      onRequest();
      return call(...given);
    };
}

async function explained<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (thrown) {
    throw await explainFailure(thrown, "generation_failed");
  }
}

function withGarbageWatch(vocabularySize: number, inner: StepListener | undefined): StepListener {
  const garbage = createGarbageWatch({ vocabularySize, now: () => performance.now(), collect: exposeCollector() });
  return {
    begins: (streams) => inner?.begins(streams),
    took(durationMs, streams) {
      inner?.took(durationMs, streams);
      if (streams !== undefined) garbage.picked(streams);
    },
  };
}

/** Lets the controller set the library's threads before each step. */
function adaptThreads(llama: Llama, most: number, log: Log): StepListener {
  const controller = createThreadController({ most, now: () => performance.now(), times: coreTimes });
  let cpuBefore = process.cpuUsage();
  return {
    begins(streams) {
      const threads = controller.threads(streams);
      if (threads !== llama.maxThreads) {
        log.debug({ threads, before: llama.maxThreads }, "threads changed");
        llama.maxThreads = threads;
      }
      cpuBefore = process.cpuUsage();
    },
    took(durationMs, streams) {
      const { user, system } = process.cpuUsage(cpuBefore);
      controller.stepTook({ durationMs, cpuMs: (user + system) / 1_000, threads: llama.maxThreads, streams });
    },
  };
}

function coreTimes(): CoreTimes {
  const cores = cpus();
  const { user, system } = process.cpuUsage();
  return {
    cores: cores.length,
    idleMs: cores.reduce((total, { times }) => total + times.idle, 0),
    ownMs: (user + system) / 1_000,
  };
}
