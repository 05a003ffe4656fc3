import type { Token } from "node-llama-cpp";
import { toReparteeError } from "../../core/errors.ts";
import type { ReparteeError } from "../../core/errors.ts";
import type { FinishReason } from "../../core/generate-event.ts";
import type { Usage } from "../../core/usage.ts";
import type { PromptReader } from "./prompt-reader.ts";
import type { ReplyWriter } from "./reply-writer.ts";
import type { StepTask } from "./step-task.ts";
import type { SampledToken, TokenSource } from "./token-source.ts";

/** One reply being written on one slot, a step at a time. */
export interface Generation extends StepTask {
  /** How the reply ended; to be asked once the task has ended. */
  outcome(): GenerationOutcome;
}

export interface GenerationOutcome {
  readonly end: { readonly reason: FinishReason } | { readonly error: ReparteeError };
  readonly usage: Usage;
  readonly prefillMs: number;
  readonly decodeMs: number;
}

export interface GenerationOptions {
  /** As in `StepTask`. */
  readonly isBatched: boolean;
  readonly prompt: PromptReader;
  /** Opens the source once the prompt but for `rest` is read; `replyTokens` grows with the reply. */
  readonly openSource: (rest: readonly Token[], replyTokens: readonly Token[]) => TokenSource;
  readonly writer: ReplyWriter;
  /** At least 1; the reply ends with reason `length` after as many. */
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  readonly client?: string | undefined;
  /** False while the reader is too far behind to be given more. */
  readonly readerKeepsUp: () => boolean;
  readonly onPromptProgress: () => void;
  readonly now: () => number;
}

export function createGeneration(options: GenerationOptions): Generation {
  const { prompt, writer, signal, now } = options;
  const replyTokens: Token[] = [];
  const startedAt = now();
  let source: TokenSource | undefined;
  let firstTokenAt: number | undefined;
  let endedAt = startedAt;
  let end: GenerationOutcome["end"] | undefined;

  async function readPrompt(limit: number): Promise<SampledToken | undefined> {
    if (prompt.pendingTokens() <= limit) {
      source = options.openSource(prompt.takeRest(), replyTokens);
      const first = await source.next();
      prompt.end();
      options.onPromptProgress();
      return first;
    }
    await prompt.read(limit);
    options.onPromptProgress();
    return undefined;
  }

  function accept(sampled: SampledToken): void {
    firstTokenAt ??= now();
    replyTokens.push(sampled.token);
    const isOver = writer.write(sampled);
    if (isOver || replyTokens.length >= options.maxTokens) end = { reason: writer.finishReason() };
  }

  async function close(): Promise<void> {
    endedAt = now();
    await source?.close();
    if (end !== undefined && "reason" in end && end.reason !== "cancelled") writer.flush();
  }

  return {
    client: options.client,
    isBatched: options.isBatched,
    begin: prompt.begin,
    get isGenerating() {
      return source !== undefined;
    },
    get isAwaited() {
      return !writer.hasWritten();
    },
    get isReady() {
      return signal.aborted || (options.readerKeepsUp() && prompt.isReady());
    },
    get pendingPromptTokens() {
      return source === undefined && !signal.aborted ? prompt.pendingTokens() : 0;
    },
    get promptTokensRead() {
      return prompt.readTokens();
    },
    async step(promptTokenLimit) {
      try {
        if (signal.aborted) end = { reason: "cancelled" };
        else {
          const sampled = source === undefined ? await readPrompt(promptTokenLimit) : await source.next();
          // What was sampled while the caller cancelled is not reported any more.
          if (signal.aborted) end = { reason: "cancelled" };
          else if (sampled !== undefined) accept(sampled);
        }
        if (end !== undefined) await close();
      } catch (thrown) {
        end = { error: toReparteeError(thrown, "generation_failed") };
        endedAt = now();
      }
      return end !== undefined;
    },
    outcome() {
      const decodeStart = firstTokenAt ?? endedAt;
      return {
        end: end ?? { reason: "cancelled" },
        usage: {
          promptTokens: prompt.totalTokens,
          completionTokens: replyTokens.length,
          cachedTokens: prompt.cachedTokens(),
        },
        prefillMs: decodeStart - startedAt,
        decodeMs: endedAt - decodeStart,
      };
    },
  };
}
