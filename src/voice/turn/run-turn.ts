/**
 * One turn from the user's speech to the spoken reply. Streamed and whole replies are this same sequence:
 *
 *     user.final ── reply.emotion ── (reply.text, reply.audio …) ── reply.done
 *     user.ignored
 *
 * 1. `reply.emotion` comes before the first audio, once.
 * 2. Text goes on while sound is made of what is there.
 * 3. A failure before the first sound is answered by an apology that was made into sound beforehand; after it, the voice
 *    stops after the clause that it has: no second voice takes over.
 * 4. Something is always said and always ended, unless the caller gave up or nobody spoke.
 */
import { createEventQueue } from "../../core/event-queue.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { speechSampleRate } from "../../core/speech/audio.ts";
import { withTimeout } from "../../core/with-timeout.ts";
import type { Understood } from "../hear/understand.ts";
import type { UserFinal, VoiceEvent, VoiceEventBody } from "../voice-event.ts";
import { apologize } from "./apologize.ts";
import { think } from "./think.ts";
import type { TurnContext, TurnInput } from "./turn-context.ts";
import { createTurnStages } from "./turn-stages.ts";
import type { VoiceOptions } from "./voice-options.ts";

/** @throws ReparteeError of the request (`persona_not_found`, `invalid_request`, `not_found`) and `cancelled`. */
export async function* runTurn(
  input: TurnInput,
  options: VoiceOptions,
  signal: AbortSignal,
): AsyncGenerator<VoiceEvent, void, undefined> {
  const queue = createEventQueue<VoiceEventBody>();
  const left = new AbortController();
  let failure: ReparteeError | undefined;
  const running = takeTurn(input, options, { emit: queue.push, signal: AbortSignal.any([signal, left.signal]) })
    .catch((error: unknown) => (failure = toReparteeError(error)))
    .finally(queue.end);
  let seq = 0;
  try {
    for await (const event of queue) {
      const tMs = Math.round(options.clock.now() - input.endedAtMs);
      yield { turnId: input.turnId, seq, tMs, ...event };
      seq += 1;
    }
  } finally {
    left.abort();
    await running;
  }
  if (failure !== undefined) throw failure;
}

async function takeTurn(input: TurnInput, options: VoiceOptions, run: Omit<TurnContext, "stages">): Promise<void> {
  const context = { ...run, stages: createTurnStages(input.endedAtMs, options) };
  const heard = await hear(input, options, context);
  if (heard === undefined) return input.answers === false ? undefined : apologize(input, options, context);
  // Who brings a conversation has something to answer in it.
  if (heard.text === "" && (input.isAnnounced !== true || input.request.instructed === undefined)) {
    return context.emit({ type: "user.ignored", reason: "no_words" });
  }
  context.stages.reach("heard");
  if (input.isAnnounced !== true) context.emit(userFinal(heard, input.samples));
  if (input.answers !== false) await think(await withEarlier(heard, input), input, options, context);
}

/** Earlier words that were not understood were reported when they were heard. */
async function withEarlier(heard: Understood, { before }: TurnInput): Promise<Understood> {
  const earlier = await before?.catch(() => undefined);
  return earlier === undefined || earlier.text === "" ? heard : { ...heard, text: `${earlier.text} ${heard.text}` };
}

function userFinal({ language, prosody, text, voiceEmotion }: Understood, samples: number): UserFinal {
  return {
    type: "user.final",
    text,
    ...(language === undefined ? {} : { language }),
    ...(voiceEmotion === undefined ? {} : { voiceEmotion }),
    ...(prosody === undefined ? {} : { prosody }),
    durationMs: Math.round((samples / speechSampleRate) * 1000),
  };
}

/** Undefined when every recognizer failed or took too long. */
async function hear(input: TurnInput, options: VoiceOptions, context: TurnContext): Promise<Understood | undefined> {
  const { clock, log, timeouts } = options;
  try {
    return await withTimeout(input.understood, {
      clock,
      timeoutMs: timeouts.hearMs,
      onTimeout() {
        throw new ReparteeError("total_timeout", `Cannot understand speech: it took longer than ${timeouts.hearMs} ms`);
      },
    });
  } catch (thrown) {
    const error = toReparteeError(thrown, "generation_failed");
    if (context.signal.aborted || error.code === "cancelled") throw error;
    log.warn({ turnId: input.turnId, code: error.code, error: error.message }, "speech was not understood");
    const { code, message } = error;
    context.emit({ type: "error", stage: "hear", code, message });
    return undefined;
  }
}
