import { readVoices } from "../server/voices.ts";
import { createRealtimeVoice } from "./realtime-voice.ts";
import { createRecordedVoice } from "./recorded-voice.ts";
import type { VoiceTurnsOptions } from "./voice-turns.ts";

export type VoiceState = "off" | "listening" | "hearing" | "thinking" | "speaking";

/** A spoken conversation: hands-free, or while a button is held. */
export interface VoiceSession {
  /** Turns the microphone on and listens until `stop`; speaking over a reply ends it. */
  start(): Promise<void>;
  /** Records from now; whatever Ollie was saying, he stops. */
  press(): Promise<void>;
  /** What was said since `press` is sent. */
  release(): Promise<void>;
  /** Stops the reply, not the microphone. */
  interrupt(): void;
  stop(): void;
}

export interface VoiceSessionOptions extends Omit<VoiceTurnsOptions, "onThinking" | "onSpeaking" | "onRest"> {
  readonly onState: (state: VoiceState) => void;
  /** Of the microphone, 0–1, for a meter; many times a second. */
  readonly onLevel: (level: number) => void;
}

/** Over the realtime route, which hears while it speaks; where that cannot be opened, by recordings. */
export function createVoiceSession(options: VoiceSessionOptions): VoiceSession {
  const realtime = createRealtimeVoice(options);
  let recorded: VoiceSession | undefined;

  /** The server speaks in another voice where it lacks the one that is asked for: nobody would know why. */
  async function refuseUnknownVoice(): Promise<void> {
    const { voice } = options.request();
    if (voice === undefined) return;
    // A server that cannot be asked is reported by what starts meanwhile.
    const installed = await readVoices(options.connection).catch(() => undefined);
    if (installed === undefined || installed.voices.some(({ id }) => id === voice)) return;
    (recorded ?? realtime).stop();
    const names = installed.voices.map(({ id }) => id).join(", ");
    const known = names === "" ? "there are none" : `there are ${names}`;
    options.onProblem("voice_not_found", `Cannot speak as "${voice}": no voice has this name; ${known}`);
  }

  return {
    async start() {
      void refuseUnknownVoice();
      if (recorded === undefined && (await realtime.start())) return;
      recorded ??= createRecordedVoice(options);
      await recorded.start();
    },
    async press() {
      void refuseUnknownVoice();
      if (recorded === undefined && (await realtime.press())) return;
      recorded ??= createRecordedVoice(options);
      await recorded.press();
    },
    release: async () => await (recorded ?? realtime).release(),
    interrupt: () => (recorded ?? realtime).interrupt(),
    stop: () => (recorded ?? realtime).stop(),
  };
}
