/** Whether npm and pip are here, without the network. */
import type { PackageClientName } from "../../core/package-reference.ts";
import { clientCommands, clientEnvironment, type PackageClientOptions } from "./client-command.ts";
import { runClient } from "./run-client.ts";

export interface FoundClient {
  readonly client: PackageClientName;
  /** As it is typed; null when none of `tried` works. */
  readonly command: string | null;
  readonly version: string | null;
  /** All commands that were tried, or would have been. */
  readonly tried: readonly string[];
}

/** @param limitMs One that prints nothing for so long does not work. */
export async function findClient(
  client: PackageClientName,
  options: PackageClientOptions & { readonly folder: string; readonly limitMs: number },
): Promise<FoundClient> {
  const { folder, limitMs } = options;
  const commands = clientCommands(client, options);
  const tried = commands.map((command) => command.join(" "));
  const env = clientEnvironment(options.env, { PIP_DISABLE_PIP_VERSION_CHECK: "1" });
  for (const command of commands) {
    const signal = AbortSignal.timeout(limitMs);
    const result = await runClient({ command, args: ["--version"], env, folder, signal }).catch((error: unknown) => {
      if (signal.aborted) return { kind: "missing" } as const;
      throw error;
    });
    if (result.kind === "missing" || result.exitCode !== 0) continue;
    // `11.4.2`, or `pip 25.0 from … (python 3.12)`.
    const version = /\d+(?:\.\d+)+/.exec(result.stdout)?.[0] ?? null;
    return { client, command: command.join(" "), version, tried };
  }
  return { client, command: null, version: null, tried };
}
