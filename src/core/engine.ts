import type { SamplingOptions } from "./sampling.ts";
import type { Capabilities } from "./capabilities.ts";
import type { ClassifyRequest, ClassifyResult } from "./classify.ts";
import type { EmbedRequest, EmbedResult } from "./embed.ts";
import type { GenerateEvent } from "./generate-event.ts";
import type { GenerateRequest, PromptInput } from "./generate-request.ts";
import type { ModelInfo } from "./model-info.ts";
import type { QuantizationClass } from "./quantization.ts";
import type { ReadAheadRequest, ReadAheadResult } from "./read-ahead.ts";
import type { RerankRequest, RerankResult } from "./rerank.ts";
import type { DetokenizedText, RenderOptions, ScoreTextRequest, ScoreTextResult, TokenizeOptions } from "./tokens.ts";

/** A way to get tokens. */
export interface Engine {
  /** Such as `llama-cpp`; the folder's name under `engines/`. */
  readonly id: string;
  readonly capabilities: Capabilities;
  /**
   * Loads a model. Aborting `signal` gives up and frees what was taken.
   * @throws ReparteeError `model_file_missing`, `model_file_invalid`, `model_load_failed`, `insufficient_memory`,
   * `cancelled`.
   */
  load(source: ModelSource, options: LoadOptions, signal: AbortSignal): Promise<LoadedModel>;
  /** Does ahead what every load needs, such as starting a native library. What fails here fails again in `load`, which reports it. */
  prepare?(preparation: EnginePreparation): Promise<void>;
}

/** What is known of a load before it comes. */
export type EnginePreparation = Pick<LoadOptions, "gpuLayers">;

/** Where a model's weights are, in the engine's own terms. */
export interface ModelSource {
  /** The name that requests use; may contain slashes. */
  readonly name: string;
  /** A file, a folder or an address; empty for engines that need none. */
  readonly location: string;
}

/** How a model is loaded. What is absent is chosen by the engine. */
export interface LoadOptions {
  /** Tokens that one conversation can span. */
  readonly contextSize?: number;
  /** Tokens that it can span at most where `contextSize` is absent: a model that spans less keeps to its own limit. */
  readonly contextSizeLimit?: number;
  /** Which files are read where a folder has several. */
  readonly quantization?: QuantizationClass;
  /** Layers on the GPU; `auto` puts as many there as fit, 0 keeps all on the CPU. */
  readonly gpuLayers?: number | "auto";
  readonly threads?: number | "auto";
  /** Requests that run at once. */
  readonly slots?: number;
  /** Prompt tokens evaluated in one step. */
  readonly batchSize?: number;
  /** A LoRA adapter in GGUF form. */
  readonly loraPath?: string;
  /**
   * Whether the weights' file stays mapped into memory where the engine can; yes where absent. What the engine copies into
   * another order is in memory twice then.
   */
  readonly mapsFile?: boolean;
  /** What a request gets where it names no value itself: what the model's authors recommend. */
  readonly sampling?: SamplingOptions;
  /** Called with 0–1 while weights are read; never goes back. */
  readonly onProgress?: (fraction: number) => void;
  /** Called when the model was asked for one token as a test, with whether it decoded; also long after the load. */
  readonly onTest?: (passed: boolean) => void;
}

/** A model that can answer. All methods may be called at once, as often as wanted. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly capabilities: Capabilities;
  /** Aborted when the model cannot answer any more (unloaded, its process died); the reason is a `ReparteeError`. */
  readonly closed: AbortSignal;
  /**
   * Answers. Never throws: what goes wrong is the one terminal event. After `signal` is aborted the stream ends with
   * `finish` and reason `cancelled` within one token.
   */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Frees everything. Running requests end with an error event. Safe to call twice. */
  unload(): Promise<void>;
  /** @throws ReparteeError */
  embed?(request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult>;
  /** @throws ReparteeError */
  classify?(request: ClassifyRequest, signal: AbortSignal): Promise<ClassifyResult>;
  /** Token ids of a text, as the model sees them. */
  tokenize?(text: string, options?: TokenizeOptions): Promise<readonly number[]>;
  /** The text of tokens. @throws ReparteeError `invalid_request` that names an id that the model does not have. */
  detokenize?(tokens: readonly number[]): Promise<DetokenizedText>;
  /** A prompt as its chat template writes it. @throws ReparteeError `invalid_request`. */
  renderPrompt?(input: PromptInput, options?: RenderOptions): Promise<string>;
  /** @throws ReparteeError `context_length_exceeded`, `cancelled`, `invalid_request`. */
  scoreText?(request: ScoreTextRequest, signal: AbortSignal): Promise<ScoreTextResult>;
  /** Only where the model was trained to compare a document with a query. @throws ReparteeError */
  rerank?(request: RerankRequest, signal: AbortSignal): Promise<RerankResult>;
  /**
   * Reads what the given prompts begin with into a cache, at the lowest priority: only while no request runs, and only
   * where no other cache is lost. A request ends it within one step; what was read so far stays, and the rest is read
   * when none has come for a moment, so that the promise can take long. Unloading cancels it.
   * @throws ReparteeError `cancelled`, `model_unloaded`, `invalid_request`.
   */
  readAhead?(request: ReadAheadRequest, signal: AbortSignal): Promise<ReadAheadResult>;
  /** Tokens of a prompt, the chat template's own included. */
  countTokens?(input: PromptInput): Promise<number>;
  /** How the process that hosts the model is doing; undefined until it has said so. Absent where it is no process of its own. */
  vitals?(): ProcessVitals | undefined;
}

/** A process that hosts a model, as it last reported. */
export interface ProcessVitals {
  /** Its memory that is in RAM. */
  readonly residentBytes: number;
  /** For how long its event loop has not turned; 0 while it does. */
  readonly blockedMs: number;
}

/** Asks a loaded model for a reply in another way than `generate` alone does, and keeps its contract. */
export type GenerateWith = (
  model: LoadedModel,
  request: GenerateRequest,
  signal: AbortSignal,
) => AsyncIterable<GenerateEvent>;
