import { ServerError } from "../server/connection.ts";
import type { ConverseRequest } from "../server/converse.ts";
import { openRealtime, type RealtimeSocket } from "../server/realtime.ts";
import { readVoices } from "../server/voices.ts";
import { levelOf, openMicrophoneStream, type MicrophoneStream } from "./microphone-stream.ts";
import { toBase64Pcm16 } from "./pcm16.ts";
import { createRealtimeTurns } from "./realtime-turns.ts";
import type { VoiceSession, VoiceSessionOptions, VoiceState } from "./voice-session.ts";

export interface RealtimeVoice extends Omit<VoiceSession, "start" | "press"> {
  /** False where the realtime route or the browser's worklet cannot be had; every other problem is reported. */
  start(): Promise<boolean>;
  press(): Promise<boolean>;
}

type Mode = "hands-free" | "held";

/** A connection that lasted shorter is not opened again by itself. */
const worthOpeningAgainMs = 5_000;

/** The microphone goes to the server as it is, and the server finds the turns, also while it speaks. */
export function createRealtimeVoice(options: VoiceSessionOptions): RealtimeVoice {
  const { connection } = options;
  let mode: Mode | undefined;
  let state: VoiceState = "off";
  let socket: RealtimeSocket | undefined;
  let microphone: MicrophoneStream | undefined;
  let isHeld = false;
  let configured = "";
  let openedAtMs = 0;

  function set(next: VoiceState): void {
    if (next === state) return;
    state = next;
    options.onState(next);
  }

  const turns = createRealtimeTurns(options, {
    send: (event) => socket?.send(event),
    isHandsFree: () => mode === "hands-free",
    set,
    configure,
    onRest() {
      if (mode === "hands-free") set("listening");
      else if (!isHeld) stop();
    },
  });

  /** Tells the server whose turn comes next, where that has changed. */
  function configure(): void {
    const session = toSession(options.request(), mode === "held");
    const text = JSON.stringify(session);
    if (text === configured) return;
    configured = text;
    socket?.send({ type: "session.update", session });
  }

  function onSamples(samples: Float32Array): void {
    options.onLevel(levelOf(samples));
    if (mode === "hands-free" || isHeld) {
      socket?.send({ type: "input_audio_buffer.append", audio: toBase64Pcm16(samples) });
    }
  }

  function onClose(): void {
    socket = undefined;
    const wasMode = mode;
    const isWorthIt = performance.now() - openedAtMs > worthOpeningAgainMs;
    stop();
    // The server ends a connection after an hour; a talk goes on.
    if (wasMode === "hands-free" && isWorthIt) void open("hands-free");
    else if (wasMode !== undefined) options.onProblem("connection_lost", "The connection to the server broke off");
  }

  function fail(code: string, message: string): true {
    stop();
    options.onProblem(code, message);
    return true;
  }

  async function open(next: Mode): Promise<boolean> {
    mode = next;
    const isOver = (): boolean => mode !== next;
    if (globalThis.AudioWorkletNode === undefined || globalThis.WebSocket === undefined) return false;
    try {
      const { recognizers } = await readVoices(connection);
      if (isOver()) return true;
      if (recognizers.length === 0) return fail("no_recognizer", "repartee pull whisper-base");
      socket ??= await openRealtime(connection, turns.take, onClose);
      if (socket === undefined) return false;
      openedAtMs = performance.now();
      microphone ??= await openMicrophoneStream(connection.base, onSamples);
    } catch (thrown) {
      const code = problemCode(thrown);
      if (code !== undefined) return fail(code, thrown instanceof Error ? thrown.message : String(thrown));
      stop();
      return false;
    }
    if (isOver()) stop();
    else {
      configure();
      set(next === "held" ? "hearing" : "listening");
    }
    return true;
  }

  function stop(): void {
    mode = undefined;
    isHeld = false;
    configured = "";
    microphone?.close();
    microphone = undefined;
    const closing = socket;
    socket = undefined;
    closing?.close();
    turns.close();
    options.onLevel(0);
    set("off");
  }

  return {
    start: () => open("hands-free"),
    async press() {
      isHeld = true;
      turns.interrupt();
      const isOpen = await open("held");
      // The button was let go before the microphone was on.
      if (isOpen && !isHeld && state === "hearing") stop();
      return isOpen;
    },
    async release() {
      if (!isHeld) return;
      isHeld = false;
      if (state !== "hearing") return;
      socket?.send({ type: "input_audio_buffer.commit" });
      set("thinking");
    },
    interrupt() {
      turns.interrupt();
      if (mode === "hands-free" && state !== "off") set("listening");
    },
    stop,
  };
}

/** Undefined where only the route or the worklet is missing, and recordings are another way. */
function problemCode(thrown: unknown): string | undefined {
  if (thrown instanceof ServerError) return thrown.status === 404 ? undefined : thrown.code;
  if (thrown instanceof DOMException && thrown.name === "NotAllowedError") return "mic_denied";
  return thrown instanceof DOMException && thrown.name === "AbortError" ? undefined : "mic_missing";
}

function toSession(request: ConverseRequest, isHeld: boolean): object {
  const { conversation_id = null, language = null, persona = null, user_id = null, voice = null } = request;
  const turn_detection = isHeld ? null : { type: "server_vad" };
  return {
    audio: { input: { turn_detection, transcription: { language } }, output: { voice } },
    repartee: { persona, conversation_id, user_id },
  };
}
