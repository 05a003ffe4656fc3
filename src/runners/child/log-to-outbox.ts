import type { Log, LogFields } from "../../core/log.ts";
import type { LogLevel } from "../protocol.ts";
import type { Outbox } from "./outbox.ts";

/** A log whose lines appear in the parent's. Debug lines are dropped while the parent reads slowly. */
export function logToOutbox(outbox: Outbox): Log {
  function at(level: LogLevel): Log["debug"] {
    return (fields, message) => {
      if (level === "debug" && outbox.room() !== undefined) return;
      outbox.send({ type: "log", level, fields: plain(fields), message });
    };
  }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** The fields in a form that JSON can carry: an error as its stack, what cannot be written as its kind. */
function plain(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value instanceof Error) return value.stack ?? value.message;
  try {
    JSON.stringify(value);
    return value;
  } catch {
    // A cycle or a BigInt; a log line must not break its request.
    return `[${typeof value}]`;
  }
}
