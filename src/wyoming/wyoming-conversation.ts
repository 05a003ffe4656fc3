/**
 * One connection's requests, one after the other:
 *
 *     describe                                                → info
 *     transcribe, audio-start, audio-chunk …, audio-stop      → transcript
 *     synthesize                                              → audio-start, audio-chunk …, audio-stop
 *     synthesize-start, synthesize-chunk …, synthesize-stop   → the same sentence by sentence, then synthesize-stopped
 *     transcript (a text to a talk partner)                   → handled, or not-handled
 *     ping                                                    → pong
 *
 * Other events are ignored, as the protocol wants it.
 */
import { languageOf, type Language } from "../core/language.ts";
import { toReparteeError } from "../core/errors.ts";
import type { ConversationDeps, SendEvent } from "./conversation-deps.ts";
import { respond } from "./respond-to-text.ts";
import { createRecording, type Recording } from "./recording.ts";
import { createSpeaking, type Speaking } from "./speaking.ts";
import { readText, readVoice } from "./read-fields.ts";
import type { WyomingEvent } from "./wyoming-event.ts";
import { describeServices } from "./describe-services.ts";

export interface Conversation {
  take(event: WyomingEvent): Promise<void>;
}

export function createConversation(deps: ConversationDeps, send: SendEvent, signal: AbortSignal): Conversation {
  const { voice, version, log } = deps;
  let language: Language | undefined;
  let recording: Recording | undefined;
  let speaking: Speaking | undefined;

  async function transcribe(): Promise<void> {
    const audio = recording?.end();
    recording = undefined;
    const request = language === undefined ? {} : { language };
    if (audio === undefined) return await send("transcript", { text: "" });
    const heard = await voice().transcribe(audio, request, signal);
    await send("transcript", {
      text: heard.text,
      ...(heard.language === undefined ? {} : { language: heard.language }),
    });
  }

  async function answer({ data, payload, type }: WyomingEvent): Promise<void> {
    switch (type) {
      case "describe":
        return await send("info", describeServices(voice(), version));
      case "ping":
        return await send("pong", data["text"] === undefined ? {} : { text: readText(data) });
      case "transcribe":
        language = languageOf(typeof data["language"] === "string" ? data["language"] : "");
        recording = undefined;
        return;
      case "audio-start":
        recording = createRecording(data);
        return;
      case "audio-chunk":
        recording ??= createRecording(data);
        return recording.push(payload);
      case "audio-stop":
        return await transcribe();
      case "synthesize": {
        // A client that streams sends the whole text as well, for servers that cannot stream.
        if (speaking !== undefined) return;
        const whole = createSpeaking(deps, readVoice(data), send, signal);
        await whole.push(readText(data));
        return await whole.end();
      }
      case "synthesize-start":
        speaking = createSpeaking(deps, readVoice(data), send, signal);
        return;
      case "synthesize-chunk":
        return await speaking?.push(readText(data));
      case "synthesize-stop": {
        const streamed = speaking;
        speaking = undefined;
        if (streamed === undefined) return;
        await streamed.end();
        return await send("synthesize-stopped");
      }
      case "transcript":
        return await respond(data, deps, send, signal);
      default:
        log.debug({ type }, "Wyoming event is ignored");
    }
  }

  return {
    async take(event) {
      try {
        await answer(event);
      } catch (thrown) {
        if (signal.aborted) return;
        const error = toReparteeError(thrown, "generation_failed");
        log.warn({ type: event.type, code: error.code, error: error.message }, "Wyoming request failed");
        [recording, speaking] = [undefined, undefined];
        await send("error", { text: error.message, code: error.code });
      }
    },
  };
}
