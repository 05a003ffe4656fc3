import type { Emotion } from "../octopus/emotion.ts";
import type { Viseme } from "../octopus/visemes.ts";
import type { Connection } from "./connection.ts";

/** What the server's realtime route reports; events that are not used here have other types. */
export type RealtimeEvent =
  | { readonly type: "session.created" | "session.updated" | "input_audio_buffer.speech_started" }
  | { readonly type: "input_audio_buffer.speech_stopped" | "input_audio_buffer.committed" | "response.created" }
  | { readonly type: "conversation.item.input_audio_transcription.completed"; readonly transcript: string }
  | { readonly type: "repartee.emotion"; readonly emotion: Emotion }
  | {
      readonly type: "repartee.visemes";
      readonly visemes: readonly { readonly viseme: Viseme; readonly start_ms: number }[];
    }
  | { readonly type: "response.output_audio_transcript.delta" | "response.output_text.delta"; readonly delta: string }
  | { readonly type: "response.output_audio.delta"; readonly item_id: string; readonly delta: string }
  | { readonly type: "response.done"; readonly response: RealtimeResponse }
  | { readonly type: "error"; readonly error: { readonly code: string; readonly message: string } };

export interface RealtimeResponse {
  readonly status: "completed" | "incomplete" | "cancelled" | "failed";
  readonly status_details?: {
    readonly reason?: string;
    readonly error?: { readonly code: string; readonly message: string };
  };
  readonly repartee: {
    readonly emotion?: Emotion;
    readonly user_emotion?: Emotion | null;
    readonly source?: "model" | "fallback_model" | "template";
    readonly model?: string;
    readonly written_opening?: string;
    readonly reason?: string;
    readonly complete?: boolean;
    readonly conversation_id?: string;
  };
}

export interface RealtimeSocket {
  send(event: { readonly type: string } & Readonly<Record<string, unknown>>): void;
  close(): void;
}

/** How long a server may take before recordings are sent instead. */
const openWithinMs = 4_000;

/** Undefined where the route cannot be used: an old server, or something between that lets no WebSocket through. */
export function openRealtime(
  { base, key }: Connection,
  onEvent: (event: RealtimeEvent) => void,
  onClose: () => void,
): Promise<RealtimeSocket | undefined> {
  return new Promise((resolve) => {
    const url = new URL(`${base}/v1/realtime`, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const presented = key();
    const protocols = ["realtime", ...(presented === undefined ? [] : [`openai-insecure-api-key.${presented}`])];
    let socket: WebSocket;
    try {
      socket = new WebSocket(url, protocols);
    } catch {
      resolve(undefined);
      return;
    }
    let isOpen = false;
    const timer = setTimeout(() => socket.close(), openWithinMs);
    socket.addEventListener("message", ({ data }) => {
      const event = JSON.parse(String(data)) as RealtimeEvent;
      if (event.type === "session.created") {
        isOpen = true;
        clearTimeout(timer);
        resolve({
          send: (sent) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(sent));
          },
          close: () => socket.close(),
        });
      }
      if (isOpen) onEvent(event);
    });
    socket.addEventListener("close", () => {
      clearTimeout(timer);
      if (isOpen) onClose();
      resolve(undefined);
    });
  });
}
