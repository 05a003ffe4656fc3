import type { Emotion } from "../octopus/emotion.ts";
import { type ErrorBody, fromErrorBody, post, ServerError, type Connection } from "./connection.ts";
import { readEvents } from "./events.ts";

export interface RespondRequest {
  readonly text: string;
  readonly conversation_id?: string;
  readonly user_id?: string;
  readonly persona?: string;
  readonly language?: string;
}

/** Who wrote a reply, as the server says it. */
export interface Provenance {
  readonly source: "model" | "fallback_model" | "template";
  readonly model?: string;
  readonly reason?: string;
  readonly complete: boolean;
  /** The beginning that the persona's authors wrote. */
  readonly written_opening?: string;
}

export interface RespondAnswer extends Provenance {
  readonly text: string;
  readonly emotion: Emotion;
  readonly confidence: number;
  readonly language: string;
  readonly conversation_id: string;
  readonly message_id: string;
}

export type RespondEvent =
  | {
      readonly kind: "emotion";
      readonly emotion: Emotion;
      readonly userEmotion: Emotion;
      readonly conversationId: string;
    }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "done"; readonly answer: RespondAnswer };

interface EmotionFrame {
  readonly emotion: Emotion;
  readonly user_emotion: { readonly label: Emotion };
  readonly conversation_id: string;
}

/** A persona's reply, event by event; `done` is the last. */
export async function* respond(
  connection: Connection,
  request: RespondRequest,
  signal: AbortSignal,
): AsyncGenerator<RespondEvent> {
  const response = await connection.send("/api/respond", post({ ...request, stream: true }, signal));
  for await (const { name, data } of readEvents(response, signal)) {
    if (name === "emotion") {
      const event = JSON.parse(data) as EmotionFrame;
      const { emotion, user_emotion: user, conversation_id: conversationId } = event;
      yield { kind: "emotion", emotion, userEmotion: user.label, conversationId };
    } else if (name === "token") {
      const event = JSON.parse(data) as { readonly text: string };
      yield { kind: "text", text: event.text };
    } else if (name === "error") {
      const body = JSON.parse(data) as ErrorBody;
      throw fromErrorBody(body, 200);
    } else if (name === "done") {
      const answer = JSON.parse(data) as RespondAnswer;
      yield { kind: "done", answer };
      return;
    }
  }
  throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
}
