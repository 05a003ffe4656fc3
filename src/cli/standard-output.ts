/** Standard output of a command: what cannot be written there ends the command with an error, never in silence. */
import { fstatSync, writeSync } from "node:fs";
import { ReparteeError } from "../core/errors.ts";
import { systemReason } from "./system-reason.ts";

/** Set while, and after, a caller waits for its own text: it hears of a failure itself. */
let isAwaited = false;

/** `fail` ends the process with this error. */
export function watchStandardOutput(fail: (error: ReparteeError) => void): void {
  const { stdout } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isAwaited) return;
    // A reader that has read enough (`repartee chat … | head -1`) is no error.
    if (error.code === "EPIPE") process.exit(0);
    fail(writeError(error));
  });
  if (isFile(stdout.fd)) writeWhole(stdout);
}

/** Prints a text and waits until it is written. @throws ReparteeError where it cannot be. */
export async function printSurely(text: string): Promise<void> {
  isAwaited = true;
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error == null ? resolve() : reject(writeError(error))));
  });
  isAwaited = false;
}

function writeError(error: Error): ReparteeError {
  const code = "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT") ? "disk_full" : "internal";
  return new ReparteeError(code, `Cannot write to standard output: ${systemReason(error)}`, { cause: error });
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

/** Node drops the rest of a text of which a full disk took only the beginning, and reports no error. */
function writeWhole(stdout: NodeJS.WriteStream & { readonly fd: number }): void {
  // oxlint-disable-next-line no-underscore-dangle
  stdout._write = (chunk: Uint8Array | string, _encoding, done) => {
    const bytes = Buffer.from(chunk);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(stdout.fd, bytes, written);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
