import { createVoiceTurns } from "./voice-turns.ts";
import { openMicrophone, type Microphone, type Recording } from "./microphone.ts";
import type { VoiceSession, VoiceSessionOptions, VoiceState } from "./voice-session.ts";
import { watchMicrophone, type MicrophoneWatch } from "./watch-microphone.ts";

/** Where there is no realtime route: what is said is recorded and sent as a whole, `POST /api/converse`. */
export function createRecordedVoice(options: VoiceSessionOptions): VoiceSession {
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
