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
import { createFunctionaryReader, createHarmonyReader, harmonyMarks, type ChannelReader } from "./tools/channels.ts";
import { createRecipientReader, recipientMarks } from "./tools/recipient-reader.ts";
import type { ToolCallForm } from "./tools/tool-call-form.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What the binding's JSON grammars write behind a value before the model may end its reply. */
const grammarEnd = "\n\n\n\n";

/** Turns the tokens of one reply into its events: whole characters, no stop text, tool calls apart from text. */
export interface ReplyWriter {
  /** True when the reply ends with this token. */
  write(sampled: SampledToken): boolean;
  /** Gives out what was held back. To be called once, at the end. */
  flush(): void;
  /** Whether anything but counts was given out. */
  hasWritten(): boolean;
  /** Why the model itself ended the reply; `length` when it did not. */
  finishReason(): FinishReason;
}

export interface ReplyWriterOptions {
  readonly model: LlamaModel;
  readonly vocabulary: Vocabulary;
  readonly request: GenerateRequest;
  /** How the model writes tool calls; absent where it has none to write. */
  readonly toolCallForm?: ToolCallForm | undefined;
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
  toolCallForm,
  isJson,
  opensReasoning,
  emit,
}: ReplyWriterOptions): ReplyWriter {
  const decoder = createTokenTextDecoder(model);
  const stopFilter = createStopTextFilter([...(request.stop ?? []), ...(isJson ? [grammarEnd] : [])]);
  const jsonEnd = isJson ? createJsonEndCutter() : undefined;
  const parser = toolCallForm !== undefined ? createToolCallParser(toolNames(request)) : undefined;
  /** Of tokens whose text is held back: they go out with the text, and not at all when a stop text swallows it. */
  let heldLogprobs: GeneratedTokenLogprob[] = [];
  const isChat = request.input.kind === "chat";
  const channels = isChat ? channelsOf(toolCallForm, vocabulary) : undefined;
  let stopped = false;
  let ended = false;
  let written = false;
  let isReasoningOpen = opensReasoning && !isJson;

  function emitText(text: string, tokenCount: number): void {
    if (text === "" && tokenCount === 0) return;
    written ||= text !== "";
    const logprobs = text === "" ? [] : heldLogprobs;
    if (text !== "") heldLogprobs = [];
    emit({ type: "text-delta", text, tokenCount, ...(logprobs.length === 0 ? {} : { logprobs }) });
  }

  function emitChunks(chunks: readonly ParsedChunk[], tokenCount: number): void {
    let uncounted = tokenCount;
    for (const chunk of chunks) {
      if (chunk.type === "text") emitText(chunk.text, uncounted);
      else {
        written = true;
        emit(toolCallDelta(chunk, uncounted));
      }
      uncounted = 0;
    }
    emitText("", uncounted);
  }

  function emitReleased(text: string, tokenCount: number): void {
    if (parser === undefined) emitText(text, tokenCount);
    else emitChunks(parser.push(text), tokenCount);
  }

  /** A token's text, or that of a mark, in the marks that are read here. */
  function plainText(token: Token, mark: string | undefined): string {
    if (channels === undefined) return mark === undefined ? decoder.push(token) : decoder.flush() + mark;
    if (mark === undefined) return channels.push(decoder.push(token));
    return channels.push(decoder.flush()) + channels.push(mark);
  }

  /** Control tokens have no text, but for those that open and close reasoning or calls: they are read here. */
  function markText(token: string | undefined): string | undefined {
    if (token === undefined) return undefined;
    const isMark = reasoningMarks.some(({ open, close }) => token === open || token === close);
    return isMark || (parser !== undefined && callMarks.has(token)) ? token : undefined;
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
      const token = isChat ? vocabulary.controlText(sampled.token) : undefined;
      const text = plainText(sampled.token, channels !== undefined && isChannelMark(token) ? token : markText(token));
      const released = stopFilter.push(text);
      const cut = jsonEnd?.push(released.text);
      emitReleased(cut?.text ?? released.text, 1);
      stopped = released.stopped || cut?.ended === true;
      ended = stopped;
      return stopped;
    },
    flush() {
      if (!stopped) {
        const rest = decoder.flush();
        const last = stopFilter.push(channels === undefined ? rest : channels.push(rest) + channels.end());
        emitReleased(last.text + stopFilter.flush(), 0);
      }
      if (parser !== undefined) emitChunks(parser.flush(), 0);
    },
    hasWritten: () => written,
    finishReason() {
      if (!ended) return "length";
      return hasCalls(parser) ? "tool-calls" : "stop";
    },
  };
}

/** Models whose replies come in parts: gpt-oss and functionary 2 by their vocabulary, functionary 3.2 by its template. */
function channelsOf(form: ToolCallForm | undefined, vocabulary: Vocabulary): ChannelReader | undefined {
  if (vocabulary.hasControlToken("<|channel|>")) return createHarmonyReader();
  if (vocabulary.hasControlToken("<|recipient|>")) return createRecipientReader();
  return form === "addressed" ? createFunctionaryReader() : undefined;
}

function isChannelMark(token: string | undefined): token is string {
  return token !== undefined && (harmonyMarks.has(token) || recipientMarks.has(token));
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
