import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { residentBytes } from "./process-figures.ts";
import type { StreamTimes, Subject } from "./stream-times.ts";

export interface ModelSettings {
  readonly path: string;
  readonly threads: number;
  readonly slots: number;
  readonly contextSize: number;
}

/** The engine with nothing around it: what all else is compared with. */
export async function startDirect({ path, threads, slots, contextSize }: ModelSettings): Promise<Subject> {
  const worker = fileURLToPath(new URL("direct-worker.js", import.meta.url));
  const child = spawn(process.execPath, [worker, path, String(threads), String(slots), String(contextSize)], {
    stdio: ["pipe", "pipe", "inherit"],
    // As its runner has it.
    env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("The direct worker ended; its error is above.");
    return value;
  };
  await nextLine();

  return {
    name: "direct",
    async answer(prompts) {
      child.stdin.write(`${JSON.stringify(prompts)}\n`);
      return JSON.parse(await nextLine()) as StreamTimes[];
    },
    residentBytes: () => ({ engine: residentBytes(child.pid ?? 0) ?? 0 }),
    async stop() {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
