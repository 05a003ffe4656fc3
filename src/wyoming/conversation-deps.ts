import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { VoiceResponder } from "../voice/turn/voice-options.ts";
import type { Voice } from "../voice/voice.ts";

export interface ConversationDeps {
  readonly voice: () => Voice;
  readonly responder: VoiceResponder;
  /** For texts whose language nobody says. */
  readonly identifier: LanguageIdentifier;
  readonly version: string;
  readonly log: Log;
}

export type SendEvent = (type: string, data?: object, payload?: Uint8Array) => Promise<void>;
