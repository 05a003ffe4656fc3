import { ReparteeError } from "../../core/errors.ts";
import { createClauseChunks } from "./clause-chunks.ts";
import type { createSpeakers, SpeakRequest } from "./speakers.ts";
import type { SpokenClause } from "./spoken-clause.ts";
import { isPronounceable } from "./speakable-text.ts";

/**
 * A text as sound, sentence by sentence.
 * @throws ReparteeError `invalid_request` where nothing can be said aloud, `no_voice`, `cancelled`, or the voice's.
 */
export async function* speakText(
  text: string,
  request: SpeakRequest,
  speakers: ReturnType<typeof createSpeakers>,
  signal: AbortSignal,
): AsyncGenerator<SpokenClause, void, undefined> {
  if (!isPronounceable(text)) {
    const got = text.trim() === "" ? "none" : JSON.stringify(text.trim().slice(0, 40));
    throw new ReparteeError("invalid_request", `Cannot speak: expected a text with a letter or digit, got ${got}`, {
      param: "input",
    });
  }
  const chunks = createClauseChunks(request.language);
  const speaker = speakers.open(request);
  for (const part of [...chunks.push(text), ...chunks.end()]) {
    const clause = await speaker.say(part, signal);
    if (clause !== undefined) yield clause;
  }
}
