/** A server as it is deployed: a process on a fixed port that can be stopped, killed and started again. */
import { fileURLToPath } from "node:url";
import { startProgram, until, type RunningProgram } from "./programs.ts";

const entry = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

export interface Replica extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  log(): string;
  start(): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
}

export function createReplica(port: number, folder: string, flags: readonly string[]): Replica {
  let running: RunningProgram | undefined;
  let logged = "";
  const url = `http://127.0.0.1:${port}`;

  async function stop(signal: NodeJS.Signals): Promise<void> {
    await running?.stop(signal);
    logged += running?.output() ?? "";
    running = undefined;
  }

  return {
    port,
    url,
    log: () => logged + (running?.output() ?? ""),
    async start() {
      const common = ["serve", "--port", String(port), "--gpu-layers", "0", "--threads", "1", "--log-format", "json"];
      running = startProgram(process.execPath, [entry, ...common, ...flags], { cwd: folder });
      const { process: child } = running;
      await until(
        async () => {
          if (child.exitCode !== null) throw new Error(`The server ended:\n${running?.output() ?? ""}`);
          return await fetch(`${url}/ready`).then(
            (answer) => answer.ok,
            () => false,
          );
        },
        20_000,
        "the server is ready",
      );
    },
    stop,
    [Symbol.asyncDispose]: () => stop("SIGKILL"),
  };
}
