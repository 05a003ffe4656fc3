import type { Capabilities } from "../core/capabilities.ts";
import type { ClassifyRequest } from "../core/classify.ts";
import type { EmbedRequest } from "../core/embed.ts";
import type { EnginePreparation, LoadOptions, ModelSource } from "../core/engine.ts";
import type { SerializedError } from "../core/errors.ts";
import type { ErrorEvent, GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";
import type { LogFields } from "../core/log.ts";
import type { ModelInfo } from "../core/model-info.ts";
import type { ReadAheadRequest } from "../core/read-ahead.ts";
import type { RerankRequest } from "../core/rerank.ts";
import type { RenderOptions, ScoreTextRequest, TokenizeOptions } from "../core/tokens.ts";

/**
 * What parent and child say to each other: one JSON object a line, named by `type`. Numbers in `id` are the parent's,
 * given out once per connection to each reply and call; frames with an id that is over are ignored by both sides.
 *
 * The two sides are always of one version, so a frame that is not understood means a broken process, not a newer one.
 */

/** From the serving process to the runner. The first is `load`, once; `prepare` may come before it, also once. */
export type ParentFrame =
  | { readonly type: "prepare"; readonly engineId: string; readonly preparation: EnginePreparation }
  | {
      readonly type: "load";
      readonly engineId: string;
      readonly source: ModelSource;
      readonly options: WireLoadOptions;
    }
  | { readonly type: "generate"; readonly id: number; readonly request: GenerateRequest }
  | { readonly type: "classify"; readonly id: number; readonly request: ClassifyRequest }
  | { readonly type: "embed"; readonly id: number; readonly request: EmbedRequest }
  | { readonly type: "rerank"; readonly id: number; readonly request: RerankRequest }
  | { readonly type: "readAhead"; readonly id: number; readonly request: ReadAheadRequest }
  | { readonly type: "scoreText"; readonly id: number; readonly request: ScoreTextRequest }
  | { readonly type: "tokenize"; readonly id: number; readonly text: string; readonly options?: TokenizeOptions }
  | { readonly type: "detokenize"; readonly id: number; readonly tokens: readonly number[] }
  | { readonly type: "countTokens"; readonly id: number; readonly input: PromptInput }
  | {
      readonly type: "renderPrompt";
      readonly id: number;
      readonly input: PromptInput;
      readonly options?: RenderOptions;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "unload" };

/** From the runner to the serving process. The first is `hello`, once. */
export type RunnerFrame =
  | { readonly type: "hello"; readonly token: string }
  | { readonly type: "load-progress"; readonly fraction: number }
  | LoadedFrame
  | { readonly type: "load-failed"; readonly error: SerializedError }
  | { readonly type: "event"; readonly id: number; readonly event: WireEvent }
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "failed"; readonly id: number; readonly error: SerializedError }
  /** The engine gave the model up by itself. */
  | { readonly type: "closed"; readonly error: SerializedError }
  | { readonly type: "log"; readonly level: LogLevel; readonly fields: LogFields; readonly message: string };

export interface LoadedFrame {
  readonly type: "loaded";
  readonly info: ModelInfo;
  readonly capabilities: Capabilities;
  /** The optional methods that the hosted model has. */
  readonly abilities: readonly Ability[];
}

/** The optional methods of a model that answer once. */
export const abilities = [
  "embed",
  "classify",
  "rerank",
  "scoreText",
  "readAhead",
  "tokenize",
  "detokenize",
  "countTokens",
  "renderPrompt",
] as const;
export type Ability = (typeof abilities)[number];
export type WireLoadOptions = Omit<LoadOptions, "onProgress">;
export type WireEvent =
  | Exclude<GenerateEvent, ErrorEvent>
  | { readonly type: "error"; readonly error: SerializedError };
export type LogLevel = "debug" | "info" | "warn" | "error";

/** The other side sent what this protocol does not know. The message never quotes the line: it may hold a prompt. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
}
