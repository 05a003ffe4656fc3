import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../language.ts";
import { TroubleLine } from "../trouble.tsx";
import { Waiting } from "../waiting.tsx";
import { ProvenanceLine } from "./provenance.tsx";
import type { TalkMessage } from "./talk-session.ts";

interface TranscriptProps {
  readonly messages: readonly TalkMessage[];
  readonly name: string;
  readonly onStarter: (text: string) => void;
}

/** Messages that are drawn; more when they are asked for. After hours of talk the page is as light as after minutes. */
const drawnAtOnce = 60;

/** How near the end counts as at the end, in CSS pixels: who reads further up is left there. */
const nearEnd = 80;

/** What was said, always in view; the newest at the bottom. */
export function Transcript({ messages, name, onStarter }: TranscriptProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const length = messages.length;
  const isAtEnd = useRef(true);
  const hasEarlier = length > drawn;
  const lastText = messages.at(-1)?.text;
  const toEnd = (): void => list.current?.scrollTo({ top: list.current.scrollHeight });
  useEffect(toEnd, [length]);
  useEffect(() => {
    if (isAtEnd.current) toEnd();
  }, [lastText, messages.at(-1)?.provenance]);
  useEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    // A line about the microphone or a longer message takes room from it.
    const resized = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd();
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  useEffect(() => {
    if (length === 0) setDrawn(drawnAtOnce);
  }, [length === 0]);
  return (
    <div
      ref={list}
      class="transcript"
      role="log"
      aria-live="polite"
      aria-label={t("conversation")}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      {length === 0 ? <Empty name={name} onStarter={onStarter} /> : <div class="transcript-space" />}
      {hasEarlier && (
        <button type="button" class="quiet small earlier" onClick={() => setDrawn(drawn + drawnAtOnce)}>
          {t("earlier")}
        </button>
      )}
      {messages.slice(-drawn).map((message) => (
        <Line key={message.id} message={message} name={name} />
      ))}
    </div>
  );
}

function Line({ message, name }: { readonly message: TalkMessage; readonly name: string }): JSX.Element {
  const { role, text, isStreaming, problem, provenance, emotion } = message;
  const isWaiting = isStreaming === true && text === "";
  return (
    <article class={`line ${role}`} data-emotion={emotion}>
      <h3 class="hidden">{role === "user" ? t("you") : name}</h3>
      {isWaiting ? (
        <Waiting label={t("thinking", { name })} />
      ) : (
        text !== "" && (
          <p class="said" dir="auto">
            {text}
          </p>
        )
      )}
      {problem !== undefined && <TroubleLine problem={problem} hint={message.hint} />}
      {role === "assistant" && provenance !== undefined && (
        <p class="meta">
          {emotion !== undefined && (
            <>
              <span class="feeling">{t(emotion)}</span>
              {" · "}
            </>
          )}
          <ProvenanceLine of={provenance} name={name} />
        </p>
      )}
    </article>
  );
}

function Empty({ name, onStarter }: Pick<TranscriptProps, "name" | "onStarter">): JSX.Element {
  return (
    <div class="empty">
      <h1>{t("emptyTitle", { name })}</h1>
      <p>{t("emptyText")}</p>
      <div class="starters">
        {([t("starterOne"), t("starterTwo"), t("starterThree")] as const).map((text) => (
          <button key={text} type="button" class="chip" onClick={() => onStarter(text)}>
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}
