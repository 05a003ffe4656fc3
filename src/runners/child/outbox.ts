import type { Socket } from "node:net";
import { systemClock } from "../../core/clock.ts";
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import { createDeferred } from "../../core/deferred.ts";
import type { Deferred } from "../../core/deferred.ts";
import { encodeFrame } from "../frame-codec.ts";
import type { RunnerFrame } from "../protocol.ts";

/** Text that waits to be written before replies are asked to pause. */
const roomCharacters = 64 * 1024;

/**
 * Between two writes of frames that may wait: 25 a second look continuous. Each write costs processor time of server and
 * client, on the cores that the next token is computed on: with a small model 0.8 ms for one of 8 ms.
 */
export const pacedWriteMs = 40;

/**
 * Frames on their way to the parent. All frames of one turn of the event loop go out in one write: with eight replies
 * in lockstep that is one system call a step instead of eight, on both sides.
 */
export interface Outbox {
  /**
   * @param pace `paced`: may wait until `pacedWriteMs` after the last write; goes out with any frame that may not.
   * @throws ReparteeError `payload_too_large`
   */
  send(frame: RunnerFrame, pace?: "paced"): void;
  /** What to wait for before producing more, while the parent reads slowly; undefined while there is room. */
  room(): Promise<void> | undefined;
  /** Sends what waits and ends the connection. */
  end(): Promise<void>;
}

export function createOutbox(socket: Socket, clock: Clock = systemClock): Outbox {
  let waiting = "";
  let scheduled = false;
  let later: ScheduledCall | undefined;
  let lastWriteMs = -Infinity;
  let blocked = false;
  let roomAgain: Deferred<void> | undefined;

  function announceRoom(): void {
    roomAgain?.resolve();
    roomAgain = undefined;
  }

  function flush(): void {
    scheduled = false;
    later?.cancel();
    later = undefined;
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    lastWriteMs = clock.now();
    blocked = !socket.write(text);
    if (!blocked) announceRoom();
  }

  socket.on("drain", () => {
    blocked = false;
    announceRoom();
  });

  return {
    send(frame, pace) {
      waiting += encodeFrame(frame);
      if (scheduled) return;
      const mayWait = pace === "paced" && waiting.length < roomCharacters;
      const restMs = mayWait ? lastWriteMs + pacedWriteMs - clock.now() : 0;
      if (restMs > 0) later ??= clock.schedule(restMs, flush);
      else {
        scheduled = true;
        setImmediate(flush);
      }
    },
    room() {
      if (!blocked && waiting.length < roomCharacters) return undefined;
      roomAgain ??= createDeferred();
      return roomAgain.promise;
    },
    end() {
      flush();
      return new Promise((resolve) => socket.end(resolve));
    },
  };
}
