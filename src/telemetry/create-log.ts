/**
 * `core`'s `Log` on pino: one line an event, JSON for machines or a short form for people. Keys never reach it: fields
 * that carry them are replaced here, whatever a caller passes.
 */
import { pino } from "pino";
import type { Log, LogFields } from "../core/log.ts";
import { describeError } from "./describe-error.ts";
import { humanLine } from "./human-line.ts";

export interface LogOptions {
  /** Least important lines that are written. */
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** `auto`: pretty on a terminal, json elsewhere. */
  readonly format: "auto" | "pretty" | "json";
  /** Standard error when absent: standard output belongs to replies. */
  readonly destination?: LogDestination;
}

export interface LogDestination {
  readonly isTTY?: boolean;
  write(line: string): unknown;
}

/** Fields that are never written, at the top, one level below and in request headers. */
const secretFields = ["authorization", "Authorization", "apiKey", "apiKeys", "api_key", "api_keys", "cookie", "token"];
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.headers.${field}`]);

export function createLog(options: LogOptions): Log {
  const destination: LogDestination = options.destination ?? process.stderr;
  const isPretty = options.format === "pretty" || (options.format === "auto" && destination.isTTY === true);
  // `--verbose` is this level.
  const describe = (thrown: unknown): unknown => describeError(thrown, options.level === "debug");
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: "[secret]" },
      serializers: { error: describe, err: describe, cause: describe },
    },
    { write: (line: string) => void destination.write(isPretty ? humanLine(line, destination.isTTY === true) : line) },
  );
  return {
    debug: (fields: LogFields, message: string) => logger.debug(fields, message),
    info: (fields: LogFields, message: string) => logger.info(fields, message),
    warn: (fields: LogFields, message: string) => logger.warn(fields, message),
    error: (fields: LogFields, message: string) => logger.error(fields, message),
  };
}
