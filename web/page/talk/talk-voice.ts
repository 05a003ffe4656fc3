import { signal } from "@preact/signals";
import type { Octopus } from "../../octopus/octopus.ts";
import type { ConverseEvent } from "../../server/converse.ts";
import { createVoiceSession, type VoiceSession, type VoiceState } from "../../speech/voice-session.ts";
import { connection, userId } from "../connection.ts";
import { t } from "../language.ts";
import { chosenPersona, chosenVoice } from "./choices.tsx";
import type { TalkMessage, TalkSession } from "./talk-session.ts";

export const voiceState = signal<VoiceState>("off");
export const voiceLevel = signal(0);
export const voiceProblem = signal<string | undefined>(undefined);

const activities = {
  off: "idle",
  listening: "listening",
  hearing: "listening",
  thinking: "thinking",
  speaking: "speaking",
} as const;

/** The spoken side of the conversation: what is heard and said goes into the same transcript as what is typed. */
export function createTalkVoice(session: TalkSession, octopus: () => Octopus | undefined): VoiceSession {
  let reply: TalkMessage | undefined;

  function show(turn: number, change: Partial<TalkMessage>): void {
    reply ??= { id: `voice-${turn}-reply`, role: "assistant", text: "", isStreaming: true };
    reply = { ...reply, ...change };
    session.put(reply);
  }

  function onEvent(event: ConverseEvent, turn: number): void {
    switch (event.kind) {
      case "heard":
        reply = undefined;
        session.put({ id: `voice-${turn}`, role: "user", text: event.text });
        show(turn, {});
        break;
      case "ignored":
        voiceProblem.value = t("noSpeech");
        break;
      case "emotion":
        session.emotion.value = event.emotion;
        break;
      case "text":
        show(turn, { text: event.text });
        break;
      case "problem":
        voiceProblem.value = event.message;
        break;
      case "done": {
        const { answer } = event;
        if (answer.conversation_id !== undefined) session.adopt(answer.conversation_id);
        session.emotion.value = answer.response_emotion;
        session.userEmotion.value = answer.user_emotion ?? undefined;
        show(turn, {
          text: answer.response_text,
          emotion: answer.response_emotion,
          provenance: answer,
          isStreaming: false,
        });
        break;
      }
      case "audio":
        break;
    }
  }

  return createVoiceSession({
    connection,
    request() {
      const id = session.conversationId();
      const persona = chosenPersona();
      const spoken = chosenVoice();
      return {
        user_id: userId(),
        ...(id === undefined ? {} : { conversation_id: id }),
        ...(persona === undefined ? {} : { persona }),
        ...(spoken === undefined ? {} : { voice: spoken }),
      };
    },
    onState(state) {
      voiceState.value = state;
      session.activity.value = activities[state];
      if (state === "hearing") voiceProblem.value = undefined;
      // A reply that was spoken over stays as far as it was written.
      if (state === "hearing" && reply?.isStreaming === true) show(0, { isStreaming: false });
    },
    onLevel(level) {
      voiceLevel.value = level;
    },
    onEvent,
    onProblem(code, message) {
      if (reply?.isStreaming === true) show(0, { isStreaming: false });
      voiceProblem.value =
        code === "mic_denied"
          ? t("micDenied")
          : code === "mic_missing"
            ? t("micMissing")
            : code === "no_recognizer"
              ? t("voiceMissing", { reason: message })
              : code === "connection_lost"
                ? t("connectionLost")
                : message;
    },
    onVoice: (viseme) => octopus()?.follow(viseme),
  });
}
