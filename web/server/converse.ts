import type { Emotion } from "../octopus/emotion.ts";
import type { Viseme } from "../octopus/visemes.ts";
import { fromBase64Pcm16 } from "../speech/pcm16.ts";
import { fromErrorBody, ServerError, type Connection, type ErrorBody } from "./connection.ts";
import { readEvents } from "./events.ts";

export interface ConverseRequest {
  readonly conversation_id?: string;
  readonly user_id?: string;
  readonly persona?: string;
  readonly language?: string;
  readonly voice?: string;
}

/** One spoken clause: 16-bit samples, one channel. */
export interface SpokenClause {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly sampleRate: number;
  /** From the start of this clause, in milliseconds. */
  readonly visemes: readonly { readonly viseme: Viseme; readonly start_ms: number }[];
}

export type ConverseEvent =
  | { readonly kind: "heard"; readonly text: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "emotion"; readonly emotion: Emotion }
  /** The reply so far. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "audio"; readonly clause: SpokenClause }
  | { readonly kind: "problem"; readonly message: string }
  | { readonly kind: "done"; readonly answer: ConverseAnswer };

interface ConverseAnswer {
  readonly response_text: string;
  readonly response_emotion: Emotion;
  readonly user_emotion: Emotion | null;
  readonly source: "model" | "fallback_model" | "template";
  readonly model?: string;
  readonly written_opening?: string;
  readonly reason?: string;
  readonly complete: boolean;
  readonly conversation_id?: string;
}

interface AudioFrame {
  readonly audio: string;
  readonly sample_rate: number;
  readonly visemes: SpokenClause["visemes"];
}

/** A recording in, a spoken reply out, event by event. */
export async function* converse(
  connection: Connection,
  recording: Blob,
  request: ConverseRequest,
  signal: AbortSignal,
): AsyncGenerator<ConverseEvent> {
  const form = new FormData();
  for (const [name, value] of Object.entries(request)) form.append(name, String(value));
  form.append("stream", "true");
  form.append("file", recording, "speech");
  const response = await connection.send("/api/converse", { method: "POST", body: form, signal });
  let said = "";
  for await (const { name, data } of readEvents(response, signal)) {
    const event = toEvent(name, data);
    if (event?.kind === "text") {
      said = joinClauses(said, event.text);
      yield { kind: "text", text: said };
    } else if (event !== undefined) yield event;
    if (event?.kind === "done" || event?.kind === "ignored") return;
  }
  throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
}

/** Nothing separates clauses in Chinese and Japanese. */
function joinClauses(before: string, after: string): string {
  if (before === "" || /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}、。，！？；：]$/u.test(before)) return before + after;
  return `${before} ${after}`;
}

function toEvent(name: string, data: string): ConverseEvent | undefined {
  switch (name) {
    case "user.final":
      return { kind: "heard", text: (JSON.parse(data) as { readonly text: string }).text };
    case "user.ignored":
      return { kind: "ignored" };
    case "reply.emotion":
      return { kind: "emotion", emotion: (JSON.parse(data) as { readonly emotion: Emotion }).emotion };
    case "reply.text":
      return { kind: "text", text: (JSON.parse(data) as { readonly text: string }).text };
    case "reply.audio":
      return { kind: "audio", clause: toClause(JSON.parse(data) as AudioFrame) };
    case "reply.done":
      return { kind: "done", answer: JSON.parse(data) as ConverseAnswer };
    case "error": {
      const body = JSON.parse(data) as ErrorBody & { readonly message?: string };
      if (body.error !== undefined) throw fromErrorBody(body, 200);
      return { kind: "problem", message: body.message ?? "" };
    }
    default:
      return undefined;
  }
}

function toClause({ audio, sample_rate: sampleRate, visemes }: AudioFrame): SpokenClause {
  return { samples: fromBase64Pcm16(audio), sampleRate, visemes };
}
