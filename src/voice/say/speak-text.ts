import { createClauseChunks } from "./clause-chunks.ts";
import type { createSpeakers, SpeakRequest, SpokenClause } from "./speakers.ts";

/** A text as sound, sentence by sentence. @throws ReparteeError `no_voice`, `cancelled`, or the voice's. */
export async function* speakText(
  text: string,
  request: SpeakRequest,
  speakers: ReturnType<typeof createSpeakers>,
  signal: AbortSignal,
): AsyncGenerator<SpokenClause, void, undefined> {
  const chunks = createClauseChunks(request.language);
  const speaker = speakers.open(request);
  for (const part of [...chunks.push(text), ...chunks.end()]) {
    const clause = await speaker.say(part, signal);
    if (clause !== undefined) yield clause;
  }
}
