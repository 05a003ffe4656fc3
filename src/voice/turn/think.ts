import { ReparteeError } from "../../core/errors.ts";
import type { Understood } from "../hear/understand.ts";
import { createClauseChunks } from "../say/clause-chunks.ts";
import type { ReplyDone } from "../voice-event.ts";
import type { TurnContext, TurnInput } from "./turn-context.ts";
import { createTurnSpeech } from "./turn-speech.ts";
import type { VoiceOptions, VoiceReply } from "./voice-options.ts";

/** Answers what was understood: text as it comes, sound clause by clause. */
export async function think(
  { language, prosody, text, voiceEmotion }: Understood,
  input: TurnInput,
  options: VoiceOptions,
  context: TurnContext,
): Promise<void> {
  const { emit, signal, stages } = context;
  const { voice, speed, speaks, ...request } = input.request;
  const spoken = request.language ?? language ?? input.likely;
  const voiced = { language: spoken, voice, speed, speaks: speaks ?? true };
  const speech = createTurnSpeech(voiced, input.turnId, options, context);
  const chunks = createClauseChunks(spoken);
  let chunk = 0;
  function say(parts: readonly string[]): void {
    for (const part of parts) {
      emit({ type: "reply.text", chunk, text: part });
      speech.say(chunk, part);
      chunk += 1;
    }
  }

  const felt =
    request.emotion === undefined && voiceEmotion !== undefined
      ? { emotion: voiceEmotion.label, emotionConfidence: voiceEmotion.confidence }
      : {};
  let reply: VoiceReply | undefined;
  for await (const event of options.responder.respondStream({ ...request, ...felt, text, language: spoken }, signal)) {
    if (event.type === "emotion") {
      const { emotion, userEmotion } = event;
      emit({ type: "reply.emotion", emotion, userEmotion, ...(prosody === undefined ? {} : { userProsody: prosody }) });
    } else if (event.type === "text") {
      stages.reach("firstText");
      say(chunks.push(event.text));
    } else if (event.type === "tool-calls") {
      for (const call of event.calls) emit({ type: "reply.tool-call", call });
    } else reply = event.reply;
  }
  say(chunks.end());
  const outcome = await speech.end();
  if (reply === undefined)
    throw new ReparteeError("generation_failed", "The responder ended a reply without saying how");
  emit({
    type: "reply.done",
    ...pick(reply),
    durationMs: outcome.durationMs,
    complete: reply.complete && outcome.reason === undefined,
    ...reasonOf(reply.reason ?? outcome.reason),
    latency: stages.latency(),
  });
}

function pick(reply: VoiceReply): Omit<ReplyDone, "type" | "durationMs" | "latency" | "complete"> {
  const { conversationId, emotion, language, messageId, model, source, text, userEmotion, writtenOpening } = reply;
  const stored = conversationId === undefined || messageId === undefined ? {} : { conversationId, messageId };
  const author = { source, ...(model === undefined ? {} : { model }) };
  const opening = writtenOpening === undefined ? {} : { writtenOpening };
  return { text, emotion, userEmotion, language, ...author, ...opening, ...stored };
}

function reasonOf(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
