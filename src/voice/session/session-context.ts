import { createEventQueue, type EventQueue } from "../../core/event-queue.ts";
import type { Language } from "../../core/language.ts";
import { defaultUtteranceTimes, type UtteranceTimes } from "../hear/utterance-detector.ts";
import type { UnderstandOptions } from "../hear/understand.ts";
import type { TurnRequest, VoiceOptions } from "../turn/voice-options.ts";
import type { SessionEvent, SessionState } from "./session-event.ts";
import { defaultTurnDetection, type SessionSettings } from "./session-settings.ts";

/** What the parts of a session share. */
export interface SessionContext {
  readonly options: VoiceOptions;
  readonly events: EventQueue<SessionEvent>;
  readonly closing: AbortSignal;
  settings: SessionSettings;
  readonly state: SessionState;
  setState(next: SessionState): void;
  /** Also learns the language that is spoken. */
  emit(event: SessionEvent): void;
  /** What is spoken most likely. */
  readonly likely: Language;
  understanding(): UnderstandOptions;
  times(): UtteranceTimes;
}

export function createSessionContext(
  options: VoiceOptions,
  request: TurnRequest,
  closing: AbortSignal,
): SessionContext {
  const { languages, log, stt, sttByLanguage } = options;
  const events = createEventQueue<SessionEvent>();
  let state: SessionState = "listening";
  let likely = request.language ?? languages[0] ?? "en";

  const context: SessionContext = {
    options,
    events,
    closing,
    settings: { request: () => request, detection: defaultTurnDetection, partials: false },
    get state() {
      return state;
    },
    get likely() {
      return likely;
    },
    setState(next) {
      if (next === state) return;
      state = next;
      events.push({ type: "session.state", state });
    },
    emit(event) {
      if (event.type === "user.final") likely = event.language ?? likely;
      events.push(event);
    },
    understanding() {
      const { language } = context.settings.request();
      return { stt, sttByLanguage, languages, log, ...(language === undefined ? {} : { language }), likely };
    },
    times: () => context.settings.detection?.times ?? defaultUtteranceTimes,
  };
  return context;
}
