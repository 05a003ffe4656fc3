import { inspect } from "node:util";
import { ReparteeError } from "../core/errors.ts";

/** An error for the terminal: what happened and what to do next; the stack only on request. */
export function reportError(thrown: unknown, options: { readonly isVerbose: boolean }): string {
  if (options.isVerbose) return `${inspect(thrown)}\n`;
  if (!(thrown instanceof ReparteeError)) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return `Error: ${message}\nThis looks like a bug in Repartee. Run the command with --verbose for the stack.\n`;
  }
  return `Error: ${thrown.message}\n${thrown.hint === undefined ? "" : `Hint:  ${thrown.hint}\n`}`;
}
