export type AvatarEmotion = "neutral" | "happy" | "sad" | "angry" | "surprised";

export interface AvatarReply {
  readonly text: string;
  readonly emotion: AvatarEmotion;
  readonly source: "model" | "fallback_model" | "template";
  readonly complete: boolean;
  readonly model?: string;
  readonly reason?: string;
  readonly conversation_id?: string;
}

/**
 * `<repartee-avatar>`. Attributes: `server`, `persona`, `language`, `voice`. Events with a `detail`: `emotion`
 * (`emotion`, `userEmotion`), `reply` (an `AvatarReply`), `viseme` (`viseme`). Importing the module defines the element.
 */
export declare class ReparteeAvatar extends HTMLElement {
  /** The server's API key, where it wants one. */
  apiKey: string | undefined;
  /** Resolves with the reply, or with undefined when it failed or another text replaced it. */
  say(text: string): Promise<AvatarReply | undefined>;
}

declare global {
  interface HTMLElementTagNameMap {
    "repartee-avatar": ReparteeAvatar;
  }
}
