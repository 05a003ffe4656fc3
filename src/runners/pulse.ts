import { isRecord } from "../core/is-record.ts";
import { ProtocolViolation } from "./protocol.ts";

/**
 * A runner's sign of life, once a second, from a thread that no native call of its main one can block. It comes as a line
 * of JSON over a pipe of its own: the socket belongs to the main thread.
 */
export interface Pulse {
  /** For how long the event loop has not turned; 0 while it does. */
  readonly blockedMs: number;
  /** Memory of the process that is in RAM. */
  readonly residentBytes: number;
}

/** The file descriptor in the runner that its pulses are written to. */
export const pulseFd = 3;

/** What the thread is given. */
export interface ThreadData {
  readonly parentPid: number;
  /** Counts turns of the main event loop; absent: nobody listens for pulses. */
  readonly turns: SharedArrayBuffer | undefined;
}

/** @throws ProtocolViolation */
export function readPulse(line: string): Pulse {
  const value = parse(line);
  if (isRecord(value) && typeof value.blockedMs === "number" && typeof value.residentBytes === "number") {
    return { blockedMs: value.blockedMs, residentBytes: value.residentBytes };
  }
  throw new ProtocolViolation(`a line of ${line.length} characters is not a pulse`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
