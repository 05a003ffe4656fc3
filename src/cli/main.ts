#!/usr/bin/env node
/** The command line: finds the command, runs it, and turns what is thrown into a message and an exit code. */
import { stayAlive } from "../core/stay-alive.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

// A reader that has read enough (`repartee chat … | head -1`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await stayAlive(createProgram().parseAsync());
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(reportError(error, { isVerbose: process.argv.includes("--verbose") }));
}
// Nothing that a command left behind may keep the terminal waiting; standard output is written out first.
process.stdout.write("", () => process.exit());
