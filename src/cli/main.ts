#!/usr/bin/env node
/** The command line: finds the command, runs it, and turns what is thrown into a message and an exit code. */
import { CommanderError, type Command } from "commander";
import { stayAlive } from "../core/stay-alive.ts";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import { watchStandardOutput } from "./standard-output.ts";

const report = (error: unknown): string => reportError(error, { isVerbose: process.argv.includes("--verbose") });

watchStandardOutput((error) => {
  process.exitCode = 1;
  process.stderr.write(report(error), () => process.exit());
});

try {
  await stayAlive(throwingAtExit(createProgram()).parseAsync());
} catch (error) {
  // A help that was asked for ends with 0; commander has written its own errors.
  process.exitCode = error instanceof CommanderError ? error.exitCode : 1;
  if (!(error instanceof CommanderError)) process.stderr.write(report(error));
}
// Nothing that a command left behind may keep the terminal waiting; standard output is written out first.
process.stdout.write("", (error) => {
  // What cannot be written is about to be reported, unless it has been.
  if (error == null || process.exitCode === 1) process.exit();
});

/** By itself commander ends the process, before it is known whether what it printed could be written. */
function throwingAtExit(command: Command): Command {
  for (const one of command.commands) throwingAtExit(one);
  return command.exitOverride();
}
