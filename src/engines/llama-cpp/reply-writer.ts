import type { LlamaModel, Token } from "node-llama-cpp";
import type { FinishReason, GenerateEvent, GeneratedTokenLogprob, TokenLogprob } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { Candidate } from "../../core/pick-candidate.ts";
import { createStopTextFilter } from "../../core/stop-text.ts";
import type { SampledToken } from "./token-source.ts";
import { createTokenTextDecoder } from "./token-text.ts";
import type { ParsedChunk } from "./tools/parsed-chunks.ts";
import type { ToolCallParser } from "./tools/tool-call-parser.ts";
import { createJsonEndCutter } from "./json-end-cutter.ts";
import { createToolCallParser } from "./tools/tool-call-parser.ts";
import { reasoningMarks } from "../../core/reasoning-marks.ts";
import { callMarks } from "./tools/call-blocks.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What the binding's JSON grammars write behind a value before the model may end its reply. */
const grammarEnd = "\n\n\n\n";

/** Turns the tokens of one reply into its events: whole characters, no stop text, tool calls apart from text. */
export interface ReplyWriter {
  /** True when the reply ends with this token. */
  write(sampled: SampledToken): boolean;
  /** Gives out what was held back. To be called once, at the end. */
  flush(): void;
  /** Why the model itself ended the reply; `length` when it did not. */
  finishReason(): FinishReason;
}

export interface ReplyWriterOptions {
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
  readonly request: GenerateRequest;
  readonly expectsToolCalls: boolean;
  /** The reply is one JSON value, held by a grammar: it is over when the value is, whatever white space may follow. */
  readonly isJson: boolean;
  /** The prompt ends inside the reasoning: the mark that opens it is given out in front of the reply. */
  readonly opensReasoning: boolean;
  readonly emit: (event: GenerateEvent) => void;
}

export function createReplyWriter({
  model,
  vocabulary,
  request,
  expectsToolCalls,
  isJson,
  opensReasoning,
  emit,
}: ReplyWriterOptions): ReplyWriter {
  const decoder = createTokenTextDecoder(model);
  const stopFilter = createStopTextFilter([...(request.stop ?? []), ...(isJson ? [grammarEnd] : [])]);
  const jsonEnd = isJson ? createJsonEndCutter() : undefined;
  const parser = expectsToolCalls ? createToolCallParser(toolNames(request)) : undefined;
  /** Of tokens whose text is held back: they go out with the text, and not at all when a stop text swallows it. */
  let heldLogprobs: GeneratedTokenLogprob[] = [];
  const isChat = request.input.kind === "chat";
  let stopped = false;
  let ended = false;
  let isReasoningOpen = opensReasoning && !isJson;

  function emitText(text: string, tokenCount: number): void {
    if (text === "" && tokenCount === 0) return;
    const logprobs = text === "" ? [] : heldLogprobs;
    if (text !== "") heldLogprobs = [];
    emit({ type: "text-delta", text, tokenCount, ...(logprobs.length === 0 ? {} : { logprobs }) });
  }

  function emitChunks(chunks: readonly ParsedChunk[], tokenCount: number): void {
    let uncounted = tokenCount;
    for (const chunk of chunks) {
      if (chunk.type === "text") emitText(chunk.text, uncounted);
      else emit(toolCallDelta(chunk, uncounted));
      uncounted = 0;
    }
    emitText("", uncounted);
  }

  function emitReleased(text: string, tokenCount: number): void {
    if (parser === undefined) emitText(text, tokenCount);
    else emitChunks(parser.push(text), tokenCount);
  }

  return {
    write(sampled) {
      if (model.isEogToken(sampled.token)) {
        ended = true;
        return true;
      }
      if (isReasoningOpen) emitText(`${reasoningMarks[0].open}\n`, 0);
      isReasoningOpen = false;
      if (sampled.alternatives !== undefined) heldLogprobs.push(describe(sampled, vocabulary));
      const mark = isChat ? markText(vocabulary.controlText(sampled.token), parser !== undefined) : undefined;
      const text = mark === undefined ? decoder.push(sampled.token) : decoder.flush() + mark;
      const released = stopFilter.push(text);
      const cut = jsonEnd?.push(released.text);
      emitReleased(cut?.text ?? released.text, 1);
      stopped = released.stopped || cut?.ended === true;
      ended = stopped;
      return stopped;
    },
    flush() {
      if (!stopped) {
        const last = stopFilter.push(decoder.flush());
        emitReleased(last.text + stopFilter.flush(), 0);
      }
      if (parser !== undefined) emitChunks(parser.flush(), 0);
    },
    finishReason() {
      if (!ended) return "length";
      return hasCalls(parser) ? "tool-calls" : "stop";
    },
  };
}

/** Control tokens have no text, but for those that open and close reasoning or calls: they are read here. */
function markText(token: string | undefined, readsCalls: boolean): string | undefined {
  if (token === undefined) return undefined;
  const isMark =
    reasoningMarks.some(({ open, close }) => token === open || token === close) || (readsCalls && callMarks.has(token));
  return isMark ? token : undefined;
}

function hasCalls(parser: ToolCallParser | undefined): boolean {
  return parser !== undefined && parser.callCount() > 0;
}

function toolNames(request: GenerateRequest): ReadonlySet<string> {
  return new Set(request.input.kind === "chat" ? request.input.tools?.map(({ name }) => name) : []);
}

function toolCallDelta(chunk: Exclude<ParsedChunk, { type: "text" }>, tokenCount: number): GenerateEvent {
  if (chunk.type === "arguments") {
    return { type: "tool-call-delta", index: chunk.index, argumentsDelta: chunk.delta, tokenCount };
  }
  return {
    type: "tool-call-delta",
    index: chunk.index,
    id: drawCallId(),
    name: chunk.name,
    argumentsDelta: "",
    tokenCount,
  };
}

const callIdAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** Mistral's chat templates refuse any other length, and no client minds it. */
const callIdLength = 9;

function drawCallId(): string {
  const random = crypto.getRandomValues(new Uint8Array(callIdLength));
  return Array.from(random, (byte) => callIdAlphabet.charAt(byte % callIdAlphabet.length)).join("");
}

function describe(sampled: SampledToken, vocabulary: Vocabulary): GeneratedTokenLogprob {
  const one = (token: Token, logprob: number): TokenLogprob => ({
    token: vocabulary.text(token),
    logprob,
    bytes: vocabulary.bytes(token),
  });
  const alternative = ({ token, logprob }: Candidate): TokenLogprob => one(token as Token, logprob);
  return { ...one(sampled.token, sampled.logprob ?? 0), top: (sampled.alternatives ?? []).map(alternative) };
}
