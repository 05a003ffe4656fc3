import type { Viseme } from "../octopus/visemes.ts";
import { ServerError, type Connection } from "../server/connection.ts";
import { converse, type ConverseEvent, type ConverseRequest } from "../server/converse.ts";
import type { Recording } from "./microphone.ts";
import { createPlayer, type Player } from "./player.ts";

/** Recordings become turns of a conversation: one at a time, each heard, answered and played. */
export interface VoiceTurns {
  /** Sends a recording; a turn that is still running is given up. */
  run(recording: Recording): Promise<void>;
  /** Silent at once. */
  interrupt(): void;
  close(): void;
}

export interface VoiceTurnsOptions {
  readonly connection: Connection;
  readonly request: () => ConverseRequest;
  readonly onThinking: () => void;
  readonly onSpeaking: () => void;
  /** Nothing runs and nothing sounds any more. */
  readonly onRest: () => void;
  /** Each turn has an id of its own. */
  readonly onEvent: (event: ConverseEvent, turn: number) => void;
  readonly onProblem: (code: string, message: string) => void;
  /** The mouth's clock while something is said; undefined when it is over. */
  readonly onVoice: (viseme: (() => Viseme | undefined) | undefined) => void;
}

export function createVoiceTurns(options: VoiceTurnsOptions): VoiceTurns {
  let player: Player | undefined;
  let running: AbortController | undefined;
  let turn = 0;

  function rest(): void {
    options.onVoice(undefined);
    options.onRest();
  }

  function interrupt(): void {
    running?.abort();
    running = undefined;
    player?.stop();
    options.onVoice(undefined);
  }

  function play({ clause }: Extract<ConverseEvent, { readonly kind: "audio" }>): void {
    player ??= createPlayer(() => {
      if (running === undefined) rest();
    });
    const current = player;
    current.add(clause);
    options.onVoice(() => current.viseme());
    options.onSpeaking();
  }

  return {
    interrupt,
    close() {
      interrupt();
      player?.close();
      player = undefined;
    },
    async run(recording) {
      interrupt();
      const controller = new AbortController();
      running = controller;
      const id = ++turn;
      options.onThinking();
      try {
        const sound = await recording.stop();
        for await (const event of converse(options.connection, sound, options.request(), controller.signal)) {
          if (event.kind === "audio") play(event);
          options.onEvent(event, id);
        }
        if (running !== controller) return;
        running = undefined;
        if (player?.isPlaying !== true) rest();
      } catch (thrown) {
        if (controller.signal.aborted) return;
        running = undefined;
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        options.onProblem(thrown instanceof ServerError ? thrown.code : "unknown", message);
        rest();
      }
    },
  };
}
