import { languages } from "../core/language.ts";
import type { Voice } from "../voice/voice.ts";

const attribution = { name: "Repartee", url: "https://www.npmjs.com/package/repartee" } as const;

/** What this server can do, as `info` says it. */
export function describeServices({ recognizers, voices }: Voice, version: string): object {
  const program = { name: "repartee", attribution, installed: true, version } as const;
  const artifact = (name: string, spoken: readonly string[], description: string): object => ({
    ...{ name, attribution, installed: true, description, version, languages: spoken },
  });
  const hears = recognizers.map(({ capabilities, id }) =>
    artifact(id, capabilities.languages ?? languages, "Understands speech"),
  );
  const speaks = voices.map(({ id, languages: spoken }) => ({ ...artifact(id, spoken, id), speakers: null }));
  return {
    asr: hears.length === 0 ? [] : [{ ...program, description: "Speech to text", models: hears, ...asrAbilities }],
    tts:
      speaks.length === 0
        ? []
        : [{ ...program, description: "Text to speech", voices: speaks, supports_synthesize_streaming: true }],
    handle: [
      {
        ...program,
        description: "Talk partner",
        models: [artifact("repartee", languages, "Answers with feeling")],
        ...{ supports_handled_streaming: false, supports_home_control: false },
      },
    ],
    ...{ intent: [], wake: [], mic: [], snd: [] },
  };
}

const asrAbilities = {
  ...{ supports_transcript_streaming: false, requires_external_vad: true },
  ...{ prefers_auto_gain_enabled: true, prefers_noise_reduction_enabled: true },
};
