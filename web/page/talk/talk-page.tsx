import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Octopus } from "../../octopus/octopus.ts";
import { connection, userId } from "../connection.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { chosenPersona, Choices, personaTitle, readChoices } from "./choices.tsx";
import { Composer } from "./composer.tsx";
import { Ollie } from "./ollie.tsx";
import { ServerNotice } from "./server-notice.tsx";
import { createTalkSession } from "./talk-session.ts";
import { createTalkVoice, voiceState } from "./talk-voice.ts";
import { Transcript } from "./transcript.tsx";
import { VoiceButton, VoiceLine } from "./voice-bar.tsx";
import { Bubbles, Water } from "./water.tsx";

let octopus: Octopus | undefined;

/** One for the page's life: going to the models and back does not end a conversation. */
const session = createTalkSession({
  connection,
  userId,
  storage: localStorage,
  persona: chosenPersona,
  onText: (text) => octopus?.say(text),
  onStop: () => octopus?.hush(),
});
const voice = createTalkVoice(session, () => octopus);
const hasResumed = signal(false);

function resume(): void {
  if (hasResumed.value) return;
  hasResumed.value = true;
  if (new URLSearchParams(location.search).get("voice") === "1") void voice.start();
  session.resume().catch(() => {
    // The notice says what is wrong with the server; a conversation that cannot be read now is read at the next visit.
  });
}

export function TalkPage(): JSX.Element {
  const name = personaTitle();
  const messages = session.messages.value;
  const emotion = session.emotion.value;
  const activity = session.activity.value;
  const isRunning = activity === "thinking" || messages.at(-1)?.isStreaming === true;
  useEffect(() => {
    resume();
    void readChoices();
    return () => voice.stop();
  }, []);
  useEffect(() => {
    document.documentElement.dataset["feeling"] = emotion;
    return () => {
      delete document.documentElement.dataset["feeling"];
    };
  }, [emotion]);

  function listenWhileTyping(): void {
    if (session.activity.value === "idle") session.activity.value = "listening";
  }

  return (
    <div class="talk">
      <Water emotion={emotion} />
      <section class="stage" aria-label={name}>
        <Bubbles />
        <Ollie
          emotion={emotion}
          activity={activity}
          onReady={(created) => {
            octopus = created;
          }}
          onQuiet={() => {
            if (session.activity.value === "speaking") session.activity.value = "idle";
          }}
        />
        <p class="mood" aria-live="polite">
          <strong>{t("feels", { name, emotion: t(emotion) })}</strong>
          {session.userEmotion.value !== undefined && (
            <span>{t("hears", { emotion: t(session.userEmotion.value) })}</span>
          )}
        </p>
      </section>
      <section class="panel" aria-label={t("conversation")}>
        <ServerNotice hasWrittenReplies />
        <div class="panel-head">
          {messages.length > 0 && <h1 class="hidden">{t("conversation")}</h1>}
          <Choices
            onPersona={() => {
              voice.stop();
              session.begin();
            }}
          />
          {messages.length > 0 && <Actions />}
        </div>
        <Transcript messages={messages} name={name} onStarter={(text) => void session.say(text)} />
        <VoiceLine voice={voice} name={name} />
        <Composer
          placeholder={t("sayPlaceholder", { name })}
          isRunning={isRunning && voiceState.value === "off"}
          onSend={(text) => {
            voice.interrupt();
            void session.say(text);
          }}
          onStop={() => session.stop()}
          onTyping={listenWhileTyping}
        >
          <VoiceButton voice={voice} />
        </Composer>
      </section>
    </div>
  );
}

/** Of the conversation: another one, or none of it kept. */
function Actions(): JSX.Element {
  return (
    <>
      <button
        type="button"
        class="icon-button"
        title={t("newConversation")}
        aria-label={t("newConversation")}
        onClick={() => session.begin()}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="icon-button"
        title={t("deleteConversation")}
        aria-label={t("deleteConversation")}
        onClick={() => {
          if (confirm(t("deleteConversationSure"))) void session.remove();
        }}
      >
        <Icon name="trash" />
      </button>
    </>
  );
}
