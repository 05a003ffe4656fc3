/** A voice session whose calls are checked: who calls it may have no compiler. */
import { z } from "zod";
import { anObject, filledString, readValue } from "../schema/index.ts";
import type { VoiceSession } from "../voice/session/create-voice-session.ts";
import type { SessionSettings } from "../voice/session/session-settings.ts";
import { callbackSchema } from "./request-options.ts";
import { answerOptionsSchema, heardMsSchema, samplesSchema } from "./voice-requests.ts";

const wordsSchema = z.string({ error: "a text" });
const onStartSchema = callbackSchema<(turnId: string) => void>();
const settingsSchema = z.strictObject(
  {
    request: z.custom<SessionSettings["request"]>((value) => typeof value === "function", { error: "a function" }),
    detection: z.custom<SessionSettings["detection"]>((value) => typeof value === "object", {
      error: "null, or an object with times, answers and interrupts",
    }),
    partials: z.boolean(),
  },
  anObject("an object with settings"),
);

export function checkedVoiceSession(session: VoiceSession): VoiceSession {
  return {
    events: session.events,
    get state() {
      return session.state;
    },
    push: async (samples) => await session.push(readValue(samplesSchema, samples, { at: ["samples"] })),
    say: async (text) => await session.say(readValue(wordsSchema, text, { at: ["text"] })),
    hearText: (text) => session.hearText(readValue(wordsSchema, text, { at: ["text"] })),
    commit: async (onStart) => await session.commit(readValue(onStartSchema, onStart, { at: ["onStart"] })),
    clear: async () => await session.clear(),
    respond: async (answer) => await session.respond(readValue(answerOptionsSchema.optional(), answer)),
    cancel: async (heardMs) => await session.cancel(readValue(heardMsSchema, heardMs, { at: ["heardMs"] })),
    truncate: async (turnId, heardMs) =>
      await session.truncate(
        readValue(filledString, turnId, { at: ["turnId"] }),
        readValue(heardMsSchema.unwrap(), heardMs, { at: ["heardMs"] }),
      ),
    configure: async (settings) => await session.configure(readValue(settingsSchema.partial(), settings)),
    [Symbol.asyncDispose]: async () => await session[Symbol.asyncDispose](),
  };
}
