/** Recognizers of other servers: `POST /audio/transcriptions` as OpenAI has it. */
import { z } from "zod";
import { writeWav } from "../../audio/wav/write-wav.ts";
import { cancelledError, throwIfCancelled } from "../../core/abort.ts";
import { ReparteeError } from "../../core/errors.ts";
import { languageOf } from "../../core/language.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import type { SttEngine, TranscribeRequest } from "../../core/speech/stt-engine.ts";
import { languageNames } from "./language-names.ts";
import type { SpeechUpstream } from "./speech-upstream.ts";

export interface RemoteSttModel {
  readonly id: string;
  /** As the server names it. */
  readonly model: string;
}

const answer = z.object({ text: z.string(), language: z.string().nullish() });

/**
 * `verbose_json` says which language was heard. Models that have `json` only refuse it, and are not asked for it again;
 * then nothing is known of the language but what the request said.
 */
export function openRemoteStt({ id, model }: RemoteSttModel, { limitMs, upstream }: SpeechUpstream): SttEngine {
  let format: "verbose_json" | "json" = "verbose_json";

  async function ask(request: TranscribeRequest, signal: AbortSignal): Promise<object> {
    const asked = format;
    const form = toForm(request, model, asked);
    try {
      return await upstream.ask({ method: "POST", path: "/audio/transcriptions", form }, signal, limitMs);
    } catch (error) {
      const isRefused = error instanceof ReparteeError && error.code === "invalid_request";
      if (!isRefused || asked === "json") throw error;
      format = "json";
      return await ask(request, signal);
    }
  }

  return {
    id,
    capabilities: { languages: undefined, identifiesLanguage: false, hearsEmotion: false },
    async transcribe(request, signal) {
      throwIfCancelled(signal, "transcribe");
      const given = await ask(request, signal).catch((error: unknown) => {
        throw signal.aborted ? cancelledError(signal, "transcribe") : error;
      });
      const read = answer.safeParse(given);
      if (!read.success) throw noTranscript(upstream.name);
      const { language: heard, text } = read.data;
      const language = languageNames[heard?.toLowerCase() ?? ""] ?? languageOf(heard ?? "") ?? otherCode(heard);
      return { text: text.trim(), ...(language === undefined ? {} : { language }) };
    },
    async [Symbol.asyncDispose]() {},
  };
}

function toForm({ samples, language }: TranscribeRequest, model: string, format: string): FormData {
  const form = new FormData();
  const wav = writeWav({ samples, sampleRate: speechSampleRate });
  form.set("file", new Blob([new Uint8Array(wav)], { type: "audio/wav" }), "speech.wav");
  form.set("model", model);
  form.set("response_format", format);
  if (language !== undefined) form.set("language", language);
  return form;
}

/** A language outside of the ten that is named by its code. */
function otherCode(language: string | null | undefined): string | undefined {
  return language != null && /^[a-z]{2}$/.test(language) ? language : undefined;
}

function noTranscript(upstream: string): ReparteeError {
  return new ReparteeError("upstream_error", `Upstream "${upstream}" answered a recording without a text`, {
    facts: { upstream },
  });
}
