import type { Socket } from "node:net";
import { createDeferred } from "../../core/deferred.ts";
import type { Deferred } from "../../core/deferred.ts";
import { encodeFrame } from "../frame-codec.ts";
import type { RunnerFrame } from "../protocol.ts";

/** Text that waits for the end of the tick before replies are asked to pause. */
const roomCharacters = 64 * 1024;

/**
 * Frames on their way to the parent. All frames of one turn of the event loop go out in one write: with eight replies
 * in lockstep that is one system call a step instead of eight, on both sides.
 */
export interface Outbox {
  /** @throws ReparteeError `payload_too_large` */
  send(frame: RunnerFrame): void;
  /** What to wait for before producing more, while the parent reads slowly; undefined while there is room. */
  room(): Promise<void> | undefined;
  /** Sends what waits and ends the connection. */
  end(): Promise<void>;
}

export function createOutbox(socket: Socket): Outbox {
  let waiting = "";
  let scheduled = false;
  let blocked = false;
  let roomAgain: Deferred<void> | undefined;

  function announceRoom(): void {
    roomAgain?.resolve();
    roomAgain = undefined;
  }

  function flush(): void {
    scheduled = false;
    if (waiting === "") return;
    const text = waiting;
    waiting = "";
    blocked = !socket.write(text);
    if (!blocked) announceRoom();
  }

  socket.on("drain", () => {
    blocked = false;
    announceRoom();
  });

  return {
    send(frame) {
      waiting += encodeFrame(frame);
      if (scheduled) return;
      scheduled = true;
      setImmediate(flush);
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
