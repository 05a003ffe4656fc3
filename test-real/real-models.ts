/**
 * Real weights, brought by the built command line as a user brings them: from the packages that the registry names. They
 * are kept outside of the repository, for all runs.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** `REPARTEE_TEST_REAL_CACHE`, or a folder of the system for what can be had again. */
export const sharedCache: string = process.env["REPARTEE_TEST_REAL_CACHE"] ?? join(tmpdir(), "repartee-test-real");

/** Nobody listens there: these tests are of machines that reach a package registry and no hub. */
const closedHub = "http://127.0.0.1:9";

/** All of the user's environment, as the clients' own settings are in it, but for settings of ours. */
export function environment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("REPARTEE_"));
  return {
    ...Object.fromEntries(inherited),
    REPARTEE_CACHE_DIR: sharedCache,
    REPARTEE_HUB_URL: closedHub,
    REPARTEE_DATABASE_PATH: ":memory:",
    ...more,
  };
}

export interface PulledModel {
  /** Why it cannot be had here; undefined when it is here. */
  readonly problem: string | undefined;
  readonly output: string;
}

/** What says that this machine has no client, or that its registry does not answer or lacks the package. */
const notHere = /was not found\nHint: +Install|its registry does not answer|the registry has no such package/;

/** @throws Error when it could be had and was not. */
export async function pullModel(
  reference: string,
  options: { readonly folder?: string; readonly cacheFolder?: string } = {},
): Promise<PulledModel> {
  const { cacheFolder = sharedCache, folder = tmpdir() } = options;
  const child = spawn(process.execPath, [entry, "pull", reference], {
    cwd: folder,
    env: environment({ REPARTEE_CACHE_DIR: cacheFolder }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  const { exitCode: code } = child;
  if (code === 0) return { problem: undefined, output };
  if (!notHere.test(output)) throw new Error(`${reference} was not pulled: ${output}`);
  return {
    problem: `${reference} cannot be had here: ${output.split("\n").find((line) => line !== "") ?? ""}`,
    output,
  };
}
