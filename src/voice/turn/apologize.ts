import type { EmotionReading } from "../../core/emotion.ts";
import { apologies } from "../say/apologies.ts";
import type { TurnContext, TurnInput } from "./turn-context.ts";
import { createTurnSpeech } from "./turn-speech.ts";
import type { VoiceOptions } from "./voice-options.ts";

const calm: EmotionReading = {
  label: "neutral",
  confidence: 1,
  distribution: { happy: 0, sad: 0, angry: 0, neutral: 1, surprised: 0 },
  source: "canned",
};

/** Nobody knows what the user said: asks for it once more. */
export async function apologize(input: TurnInput, options: VoiceOptions, context: TurnContext): Promise<void> {
  const { emit, stages } = context;
  const { voice, speed, speaks = true, language = input.likely } = input.request;
  const text = apologies.not_heard[language];
  emit({ type: "reply.emotion", emotion: calm });
  emit({ type: "reply.text", chunk: 0, text });
  const speech = createTurnSpeech({ language, voice, speed, speaks }, input.turnId, options, context);
  const canned = options.cannedAudio.get("not_heard", language);
  if (canned === undefined) speech.say(0, text);
  else speech.play(0, canned);
  const { durationMs } = await speech.end();
  emit({
    type: "reply.done",
    ...{ text, emotion: calm, language, durationMs, source: "template", reason: "not_heard", complete: true },
    latency: stages.latency(),
  });
}
