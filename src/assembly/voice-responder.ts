import type { VoiceResponder } from "../voice/turn/voice-options.ts";
import type { PersonaChat } from "./persona-chat.ts";

/** A persona answers, or a model by the client's own instructions. */
export function voiceResponder({
  instructed,
  responder,
}: Pick<PersonaChat, "instructed" | "responder">): VoiceResponder {
  return {
    respondStream({ instructed: own, ...request }, signal) {
      if (own === undefined) return responder.respondStream(request, signal);
      const { language = "en", model, text } = request;
      const { maxTokens, messages, toolChoice, tools } = own;
      const limits = { ...(maxTokens === undefined ? {} : { maxTokens }), ...(model === undefined ? {} : { model }) };
      return instructed.respondStream({ text, language, messages: messages(), tools, toolChoice, ...limits }, signal);
    },
  };
}
