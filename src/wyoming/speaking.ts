import { toPcm16 } from "../audio/pcm16.ts";
import { languageOf } from "../core/language.ts";
import { createClauseChunks } from "../voice/say/clause-chunks.ts";
import { isPronounceable } from "../voice/say/speakable-text.ts";
import { voiceSampleRate } from "../voice/voice-event.ts";
import type { ConversationDeps, SendEvent } from "./conversation-deps.ts";
import { ReparteeError } from "../core/errors.ts";
import { maxTextCharacters, type RequestedVoice } from "./read-fields.ts";

/** A text that becomes sound while it is still coming. */
export interface Speaking {
  push(text: string): Promise<void>;
  /** Sends what is left, and `audio-stop`. */
  end(): Promise<void>;
}

/** Samples of one `audio-chunk`: 100 ms. */
const chunkSamples = voiceSampleRate / 10;
const format = { rate: voiceSampleRate, width: 2, channels: 1 } as const;
/** As many characters say in which language a text is. */
const languageCharacters = 60;

export function createSpeaking(
  { identifier, voice }: Pick<ConversationDeps, "identifier" | "voice">,
  { name, language: given = "" }: RequestedVoice,
  send: SendEvent,
  signal: AbortSignal,
): Speaking {
  const known = voice().voices.find(({ id }) => id === name);
  let language = languageOf(given) ?? languageOf(known?.languages[0] ?? "");
  let chunks: ReturnType<typeof createClauseChunks> | undefined;
  let waiting = "";
  let characters = 0;
  let sentMs = 0;
  let isStarted = false;

  async function start(): Promise<void> {
    if (isStarted) return;
    isStarted = true;
    await send("audio-start", { ...format, timestamp: 0 });
  }

  async function say(clauses: readonly string[]): Promise<void> {
    for (const clause of clauses.filter(isPronounceable)) {
      const request = { language: language ?? "en", ...(known === undefined ? {} : { voice: known.id }) };
      for await (const { samples } of voice().speak(clause, request, signal)) await sendSound(samples);
    }
  }

  async function sendSound(samples: Float32Array): Promise<void> {
    await start();
    for (let from = 0; from < samples.length; from += chunkSamples) {
      const part = samples.subarray(from, from + chunkSamples);
      await send("audio-chunk", { ...format, timestamp: Math.round(sentMs) }, toPcm16(part));
      sentMs += (part.length / voiceSampleRate) * 1000;
    }
  }

  /** Texts of nobody's language are read for it, once enough of them is there. */
  function chunksOf(text: string): ReturnType<typeof createClauseChunks> {
    language ??= identifier.identify(text)?.language ?? "en";
    return createClauseChunks(language);
  }

  return {
    async push(text) {
      characters += text.length;
      if (characters > maxTextCharacters) {
        throw new ReparteeError("invalid_request", `text: expected at most ${maxTextCharacters} characters in all`);
      }
      waiting += text;
      if (chunks === undefined && language === undefined && waiting.length < languageCharacters) return;
      chunks ??= chunksOf(waiting);
      const ready = chunks.push(waiting);
      waiting = "";
      await say(ready);
    },
    async end() {
      chunks ??= chunksOf(waiting);
      await say([...chunks.push(waiting), ...chunks.end()]);
      await start();
      await send("audio-stop", { timestamp: Math.round(sentMs) });
    },
  };
}
