import { inspect } from "node:util";
import { ReparteeError } from "../core/errors.ts";
import { isSystemError, systemReason } from "./system-reason.ts";

/** An error for the terminal: what happened and what to do next; the stack only on request. */
export function reportError(thrown: unknown, options: { readonly isVerbose: boolean }): string {
  if (options.isVerbose) return `${inspect(thrown)}\n`;
  if (isSystemError(thrown)) return `Error: ${ofSystem(thrown)}\n`;
  if (!(thrown instanceof ReparteeError)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return `Error: ${message}\nThis looks like a bug in Repartee. Run the command with --verbose for the stack.\n`;
  }
  return `Error: ${thrown.message}\n${thrown.hint === undefined ? "" : `Hint:  ${thrown.hint}\n`}`;
}

function ofSystem(error: NodeJS.ErrnoException): string {
  const { path, syscall = "" } = error;
  if (syscall === "uv_cwd") return "The current folder cannot be used: it was deleted\nHint:  Change into another one";
  return path === undefined ? error.message : `Cannot ${syscall} ${path}: ${systemReason(error)}`;
}
