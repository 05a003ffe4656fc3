import type { Socket } from "node:net";
import type { Clock } from "../core/clock.ts";
import type { Log } from "../core/log.ts";
import type { Death } from "./death.ts";
import { createLineSplitter, encodeFrame, readRunnerFrame } from "./frame-codec.ts";
import { ProtocolViolation } from "./protocol.ts";
import type { ParentFrame, RunnerFrame } from "./protocol.ts";
import type { Pulse } from "./pulse.ts";
import type { RunnerProcess } from "./runner-process.ts";

/** Between the first sign of an end (process or socket) and the last frames or the kill. */
const partingMs = 250;

/**
 * A child process that has introduced itself: frames out, frames in, one death.
 *
 * Frames out are not held back when the runner reads slowly: they are requests, and admission bounds those. Frames in
 * are always read; what a slow consumer does not take is merged in its reply's queue.
 */
export interface Runner {
  readonly pid: number | undefined;
  /** @throws ReparteeError `payload_too_large`. After the death frames are dropped. */
  send(frame: ParentFrame): void;
  /** Sets the receiver of frames; log lines are dealt with here. */
  onFrame(listener: (frame: RunnerFrame) => void): void;
  /** When something last came from the process, on the runner's clock; the meeting counts as the first. */
  readonly lastHeardMs: number;
  /** When its event loop last turned, as far as is known. */
  readonly lastTurnedMs: number;
  /** Undefined until the first pulse. */
  readonly pulse: Pulse | undefined;
  /** Resolves once, when nothing more can come. */
  readonly death: Promise<Death>;
  /** Ends the process at once. `cause` is reported as the reason of its death; the first that is given stays. */
  kill(cause?: string): void;
}

export function createRunner(
  runnerProcess: RunnerProcess,
  socket: Socket,
  options: { readonly model: string; readonly log: Log; readonly clock: Clock },
): Runner {
  const { model, log, clock } = options;
  let listener: (frame: RunnerFrame) => void = () => {};
  let cause: string | undefined;
  let lastHeardMs = clock.now();

  function receive(frame: RunnerFrame): void {
    if (frame.type === "log") log[frame.level]({ model, ...frame.fields }, frame.message);
    else listener(frame);
  }

  function kill(reason?: string): void {
    cause ??= reason;
    runnerProcess.kill();
  }

  const split = createLineSplitter((line) => receive(readRunnerFrame(line)));
  socket.on("data", (chunk: Buffer) => {
    lastHeardMs = clock.now();
    try {
      split(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolViolation)) throw error;
      socket.destroy();
      kill(`it broke the protocol (${error.message})`);
    }
  });
  // Every error of a socket is followed by `close`.
  socket.on("error", (error) => log.debug({ model, error: error.message }, "runner's socket failed"));

  const socketClosed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      // Without its socket a runner is of no use. One that is leaving is given the time to.
      const parting = clock.schedule(partingMs, () => runnerProcess.kill());
      void runnerProcess.ended.then(() => parting.cancel());
      resolve();
    });
  });
  const death = runnerProcess.ended.then(async (end) => {
    // Frames that were written before the death may still be on their way.
    const parting = clock.schedule(partingMs, () => socket.destroy());
    await socketClosed;
    parting.cancel();
    return cause === undefined ? end : { ...end, cause };
  });
  socket.resume();

  return {
    pid: runnerProcess.pid,
    send(frame) {
      const line = encodeFrame(frame);
      if (socket.writable) socket.write(line);
    },
    onFrame(next) {
      listener = next;
    },
    get lastHeardMs() {
      return Math.max(lastHeardMs, runnerProcess.pulse?.atMs ?? 0);
    },
    get lastTurnedMs() {
      const { pulse } = runnerProcess;
      return Math.max(lastHeardMs, pulse === undefined ? 0 : pulse.atMs - pulse.blockedMs);
    },
    get pulse() {
      return runnerProcess.pulse;
    },
    death,
    kill,
  };
}
