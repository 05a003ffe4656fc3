import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

/** The address that clients of the pages call. */
export const defaultUrl = "http://127.0.0.1:8000";

/** The first program of a page. */
export function clientOf(page: string): string {
  const block = /```js\n([^]*?)```/.exec(readFileSync(page, "utf8"));
  if (block?.[1] === undefined) throw new Error(`${page} shows no client`);
  return block[1];
}

export interface ClientRun {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a page's program as Node does, against a server at `url`. */
export async function runClient(client: string, url: string): Promise<ClientRun> {
  const child = spawn(process.execPath, ["--input-type=module", "-"], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(client.replaceAll(defaultUrl, url));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}
