/** The talk itself: sound in, sound out, and what is said on the screen. */
import { rootMeanSquare } from "../../audio/loudness.ts";
import type { SessionEvent, SessionState } from "../../voice/session/session-event.ts";
import type { VoiceSession } from "../../voice/session/create-voice-session.ts";
import type { StatusLine } from "../status-line.ts";
import { terminalText } from "../terminal-text.ts";
import type { Loudspeaker } from "./loudspeaker.ts";
import type { Microphone } from "./microphone.ts";

export interface TalkParts {
  readonly session: VoiceSession;
  readonly microphone: Microphone;
  readonly loudspeaker: Loudspeaker;
  readonly write: (text: string) => void;
  readonly status: StatusLine;
  /** False: the microphone is not heard while a reply sounds, for loudspeakers without headphones. */
  readonly interrupts: boolean;
}

/** Resolves when the talk is over, or `signal` is aborted. @throws ReparteeError of the microphone. */
export async function holdTalk(parts: TalkParts, signal: AbortSignal): Promise<void> {
  const { interrupts, loudspeaker, microphone, session, status } = parts;
  const show = createTalkScreen(parts);

  async function listen(): Promise<void> {
    for await (const samples of microphone(signal, () => session.state === "listening")) {
      const isMuted = !interrupts && session.state === "speaking";
      status.show(statusText(session.state, isMuted ? 0 : rootMeanSquare(samples)));
      await session.push(isMuted ? new Float32Array(samples.length) : samples);
    }
  }

  async function answer(): Promise<void> {
    for await (const event of session.events) {
      if (event.type === "reply.audio") loudspeaker.play(event.samples);
      if (event.type === "reply.paused" || event.type === "reply.interrupted") loudspeaker.stop();
      show(event);
    }
  }

  const answering = answer();
  try {
    await listen();
  } finally {
    loudspeaker.stop();
    await session[Symbol.asyncDispose]();
    await answering;
    status.clear();
  }
}

/** Lines of what was said, in the order in which it was. */
function createTalkScreen({ status, write }: Pick<TalkParts, "status" | "write">): (event: SessionEvent) => void {
  let feeling = "";
  const line = (text: string): void => {
    status.clear();
    write(`${terminalText(text)}\n`);
  };
  return (event) => {
    switch (event.type) {
      case "user.final":
        line(`you: ${event.text}`);
        break;
      case "reply.emotion":
        feeling = event.emotion.label;
        break;
      case "reply.text":
        line(`${feeling}: ${event.text}`);
        break;
      case "reply.interrupted":
        line(`(interrupted; heard: ${event.heardText === "" ? "nothing" : event.heardText})`);
        break;
      case "reply.done":
        if (event.reason !== undefined) line(`(${event.source}: ${event.reason})`);
        if (event.latency.firstAudioMs !== null) line(`(first sound after ${event.latency.firstAudioMs} ms)`);
        break;
      case "error":
      case "turn.failed":
      case "input.failed":
        line(`(${event.code}: ${event.message})`);
        break;
      default:
    }
  };
}

const barWidth = 20;

/** `hearing  [######··············]`. */
export function statusText(state: SessionState, loudness: number): string {
  const filled = Math.min(barWidth, Math.round(Math.sqrt(loudness) * barWidth * 1.5));
  return `${state.padEnd(11)} [${"#".repeat(filled)}${"·".repeat(barWidth - filled)}]`;
}
