import type { LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { createCausalModel, readsInSteps } from "./causal-model.ts";
import { createClassifier } from "./classifier.ts";
import { firstNumber, idsAt } from "./config-values.ts";
import { contextLimits, type ContextLimits } from "./context-limits.ts";
import { builtInTemplate, createConversationWriter } from "./conversation-writer.ts";
import { createEmbedder } from "./embedder.ts";
import { createEncoderDecoderModel } from "./encoder-decoder-model.ts";
import type { ModelFamily } from "./families.ts";
import { createGenerator } from "./generator.ts";
import type { LanguageModel } from "./language-model.ts";
import type { Library, PreTrainedTokenizer } from "./library.ts";
import { modelCapabilities } from "./model-capabilities.ts";
import type { ModelFolder } from "./model-folder.ts";
import { describeModel } from "./model-info.ts";
import type { OpenModel } from "./open-model.ts";
import { poolingOf } from "./pooling.ts";
import { createPromptWriter } from "./prompt-writer.ts";
import { modelSampling, replyRules } from "./reply-sampling.ts";
import { createTextTokenizer, type TextTokenizer } from "./text-tokenizer.ts";
import { createMutex, type Mutex } from "../../core/mutex.ts";
import type { ModelDeps } from "./model-deps.ts";

export interface TransformersModelParts {
  readonly source: ModelSource;
  readonly options: LoadOptions;
  readonly folder: ModelFolder;
  readonly family: ModelFamily;
  readonly library: Library;
  readonly tokenizer: PreTrainedTokenizer;
  readonly open: OpenModel;
  readonly log: Log;
}

/** A prompt is read in steps of so many tokens; in between, cancellations are noticed. */
const defaultStepTokens = 256;

/** A loaded model: the parts of this folder put together. @throws ReparteeError `model_load_failed`. */
export function createTransformersModel(parts: TransformersModelParts): LoadedModel {
  const { source, open, log, family } = parts;
  const closing = new AbortController();
  const mutex = createMutex();
  const limits = contextLimits(family, parts.folder, parts.options, source.name);
  const shared: SharedParts = {
    ...parts,
    closed: closing.signal,
    mutex,
    limits,
    text: createTextTokenizer(parts.tokenizer),
  };
  let unloading: Promise<void> | undefined;

  async function unload(): Promise<void> {
    closing.abort(new ReparteeError("model_unloaded", `Model "${source.name}" was unloaded`, { retryAfterSeconds: 1 }));
    await mutex.idle();
    await open.model.dispose();
    log.debug({ model: source.name }, "model unloaded");
  }

  return {
    ...(family.kind === "feature-extraction" ? embeddingModel(shared) : writingModel(shared)),
    closed: closing.signal,
    unload: () => (unloading ??= unload()),
  };
}

interface SharedParts extends TransformersModelParts {
  readonly text: TextTokenizer;
  readonly limits: ContextLimits;
  readonly mutex: Mutex;
  readonly closed: AbortSignal;
}

type Abilities = Omit<LoadedModel, "closed" | "unload">;

function writingModel(parts: SharedParts): Abilities {
  const { source, options, folder, family, library, tokenizer, text, open, limits, mutex, closed } = parts;
  const inSteps = family.kind === "causal" && readsInSteps(inputNamesOf(open));
  const template = folder.chatTemplate ?? builtInTemplate;
  const conversations = createConversationWriter({
    format: family.chat,
    eosToken: text.eosToken,
    hasOwnTemplate: folder.chatTemplate !== undefined,
    render: (messages) =>
      tokenizer.apply_chat_template(
        messages.map(({ role, content }) => ({ role, content })),
        { chat_template: template, tokenize: false, add_generation_prompt: true },
      ),
  });
  const model: LanguageModel =
    family.kind === "causal"
      ? createCausalModel({ library, model: open.model, stepTokens: options.batchSize ?? defaultStepTokens }, inSteps)
      : createEncoderDecoderModel({ library, model: open.model, startId: startIdOf(folder, source) });
  const deps: ModelDeps = {
    model,
    tokenizer: text,
    prompts: createPromptWriter({ family, tokenizer: text, conversations, limits }),
    limits,
    capabilities: modelCapabilities(family.kind, inSteps),
    sampling: modelSampling(family, folder),
    rules: replyRules(folder, text.eosId),
    trimsStart: family.kind === "encoder-decoder",
    mutex,
    closed,
  };
  const { windowTokens, trainedTokens } = limits;
  return {
    info: describeModel({ ...open, source, folder, windowTokens, trainedTokens, chatTemplate: conversations.origin }),
    capabilities: deps.capabilities,
    generate: createGenerator(deps).generate,
    classify: createClassifier(deps).classify,
    tokenize: async (words) => text.encode(words),
    countTokens: async (input) => deps.prompts.write(input).tokenCount,
  };
}

function embeddingModel(parts: SharedParts): Abilities {
  const { source, folder, family, library, text, open, limits, mutex, closed } = parts;
  const outputs = outputNamesOf(open);
  const pooling = poolingOf(folder, outputs, source.name);
  // Some graphs have more positions than they can use; the tokenizer has the true number.
  const configured = firstNumber({ ...folder.tokenizerConfig, ...folder.sentenceConfig }, [
    "max_seq_length",
    "model_max_length",
  ]);
  const windowTokens = Math.min(limits.windowTokens, configured ?? Infinity);
  const capabilities = modelCapabilities(family.kind, false);
  const embedder = createEmbedder({
    library,
    model: open.model,
    tokenizer: text,
    pooling,
    windowTokens,
    mutex,
    closed,
  });
  const { trainedTokens } = limits;
  return {
    info: describeModel({ ...open, source, folder, windowTokens, trainedTokens, chatTemplate: "none" }),
    capabilities,
    async *generate() {
      const support = capabilities.chat;
      const reason = support === true ? "" : support.unsupported;
      yield { type: "error", error: new ReparteeError("unsupported_by_model", `Cannot answer: ${reason}`) };
    },
    embed: embedder.embed,
    tokenize: async (words) => text.encode(words),
  };
}

interface NamedPorts {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

function sessionOf({ model }: OpenModel): NamedPorts | undefined {
  const sessions: Readonly<Record<string, NamedPorts>> = model.sessions;
  return sessions["model"];
}

function inputNamesOf(open: OpenModel): readonly string[] {
  return sessionOf(open)?.inputNames ?? [];
}

function outputNamesOf(open: OpenModel): readonly string[] {
  return sessionOf(open)?.outputNames ?? [];
}

function startIdOf({ generation }: ModelFolder, { name }: ModelSource): number {
  const [startId] = [...idsAt(generation, "decoder_start_token_id"), ...idsAt(generation, "bos_token_id")];
  if (startId !== undefined) return startId;
  throw new ReparteeError(
    "model_load_failed",
    `Cannot load model "${name}": no token is named for replies to start with`,
    {
      hint: "config.json or generation_config.json must have decoder_start_token_id.",
    },
  );
}
