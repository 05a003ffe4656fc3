import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { VoiceSession } from "../../speech/voice-session.ts";
import { Icon } from "../icons.tsx";
import { t } from "../language.ts";
import { voiceLevel, voiceProblem, voiceState } from "./talk-voice.ts";

/** The microphone: a tap listens hands-free, holding it talks while it is held. */
export function VoiceButton({ voice }: { readonly voice: VoiceSession }): JSX.Element {
  const state = voiceState.value;
  const pressed = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isHeld = useRef(false);
  const isOn = state !== "off";

  function hold(): void {
    isHeld.current = false;
    pressed.current = setTimeout(() => {
      isHeld.current = true;
      voice.stop();
      void voice.press();
    }, 350);
  }

  function release(): void {
    clearTimeout(pressed.current);
    if (isHeld.current) void voice.release();
  }

  return (
    <button
      type="button"
      class={`round voice-button ${isOn ? "primary" : "soft"}`}
      aria-pressed={isOn}
      aria-label={isOn ? t("micOff") : t("micOn")}
      title={isOn ? t("micOff") : `${t("handsFree")} · ${t("holdToTalk")}`}
      onPointerDown={hold}
      onPointerUp={release}
      onPointerCancel={release}
      onContextMenu={(event) => event.preventDefault()}
      onClick={() => {
        if (isHeld.current) {
          isHeld.current = false;
          return;
        }
        if (isOn) voice.stop();
        else void voice.start();
      }}
    >
      <Icon name="microphone" />
    </button>
  );
}

/** What the microphone is doing, with its level; nothing while it is off. */
export function VoiceLine({
  voice,
  name,
}: {
  readonly voice: VoiceSession;
  readonly name: string;
}): JSX.Element | null {
  const state = voiceState.value;
  const problem = voiceProblem.value;
  if (state === "off" && problem === undefined) return null;
  return (
    <div class="voice-line" role="status">
      {state !== "off" && <Meter />}
      <span class="grow">
        {problem ?? t(state === "thinking" ? "thinking" : state === "speaking" ? "voiceOn" : "listening", { name })}
      </span>
      {(state === "speaking" || state === "thinking") && (
        <button type="button" class="quiet small" onClick={() => voice.interrupt()}>
          {t("stop")}
        </button>
      )}
    </div>
  );
}

const bars = 5;

/** Bars that follow the level; drawn by hand, as it changes 25 times a second. */
function Meter(): JSX.Element {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      voiceLevel.subscribe((level) => {
        const height = Math.min(1, Math.sqrt(level) * 2.2);
        for (const [index, bar] of [...(host.current?.children ?? [])].entries()) {
          const share = 1 - Math.abs(index - (bars - 1) / 2) / bars;
          (bar as HTMLElement).style.transform = `scaleY(${Math.max(0.15, height * share).toFixed(2)})`;
        }
      }),
    [],
  );
  return (
    <span ref={host} class="meter" aria-hidden="true">
      {Array.from({ length: bars }, (_, index) => (
        <i key={index} />
      ))}
    </span>
  );
}
