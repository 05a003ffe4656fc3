import type { VoiceTurnsOptions } from "./voice-turns.ts";
import { createVoiceTurns } from "./voice-turns.ts";
import { openMicrophone, type Microphone, type Recording } from "./microphone.ts";
import { watchMicrophone, type MicrophoneWatch } from "./watch-microphone.ts";

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

export function createVoiceSession(options: VoiceSessionOptions): VoiceSession {
  let microphone: Microphone | undefined;
  let recording: Recording | undefined;
  let watch: MicrophoneWatch | undefined;
  let state: VoiceState = "off";
  let isHandsFree = false;

  const turns = createVoiceTurns({
    ...options,
    onThinking: () => set("thinking"),
    onSpeaking: () => set("speaking"),
    onRest: rest,
  });

  function set(next: VoiceState): void {
    if (next === state) return;
    state = next;
    options.onState(next);
  }

  function rest(): void {
    if (!isHandsFree) closeMicrophone();
    set(isHandsFree ? "listening" : "off");
  }

  function closeMicrophone(): void {
    watch?.stop();
    recording?.discard();
    recording = undefined;
    microphone?.close();
    microphone = undefined;
    options.onLevel(0);
  }

  async function open(): Promise<Microphone | undefined> {
    try {
      microphone ??= await openMicrophone();
      return microphone;
    } catch (thrown) {
      const name = thrown instanceof DOMException ? thrown.name : "";
      options.onProblem(name === "NotAllowedError" ? "mic_denied" : "mic_missing", String(thrown));
      set("off");
      return undefined;
    }
  }

  function listen(current: Microphone): void {
    watch?.stop();
    recording?.discard();
    recording = current.record();
    watch = watchMicrophone(current, {
      onLevel: options.onLevel,
      onStart() {
        if (!isHandsFree) return;
        turns.interrupt();
        set("hearing");
      },
      onEnd() {
        if (isHandsFree) send(current);
      },
      onNobody() {
        if (!isHandsFree) return;
        recording?.discard();
        recording = current.record();
      },
    });
  }

  /** What was recorded so far is a turn; the next recording begins at once. */
  function send(current: Microphone): void {
    const taken = recording;
    recording = isHandsFree ? current.record() : undefined;
    if (taken !== undefined) void turns.run(taken);
  }

  return {
    interrupt() {
      turns.interrupt();
      rest();
    },
    async start() {
      isHandsFree = true;
      const opened = await open();
      if (opened === undefined) return;
      listen(opened);
      set("listening");
    },
    async press() {
      isHandsFree = false;
      turns.interrupt();
      const opened = await open();
      if (opened === undefined) return;
      listen(opened);
      set("hearing");
    },
    async release() {
      if (state === "hearing" && microphone !== undefined) send(microphone);
    },
    stop() {
      isHandsFree = false;
      turns.close();
      closeMicrophone();
      set("off");
    },
  };
}
