import { streamChat } from "./chat-stream.ts";
import type { ModelSettings } from "./direct-subject.ts";
import { cpuMs } from "./process-figures.ts";
import { startLlamaServer, startReparteeServer, type ServerProcess } from "./server-process.ts";
import type { Subject } from "./stream-times.ts";

/** Repartee as a user starts it, answering over HTTP. */
export async function startRepartee({ path, threads, slots, contextSize }: ModelSettings): Promise<Subject> {
  const flags = ["--model", path, "--threads", threads, "--slots", slots, "--context-size", contextSize];
  return toSubject("repartee", await startReparteeServer([...flags, "--gpu-layers", 0]));
}

/** llama.cpp's own server, with the same model and settings. */
export async function startSameLlamaServer(binary: string, model: ModelSettings): Promise<Subject> {
  const { path, threads, slots, contextSize } = model;
  const flags = ["-m", path, "-t", threads, "-np", slots, "-c", contextSize * slots, "-ngl", 0];
  return toSubject("llama-server", await startLlamaServer(binary, flags));
}

function toSubject(name: string, server: ServerProcess): Subject {
  const servingCpuMs = (): number | undefined => cpuMs(server.pid);
  return {
    name,
    answer: async (prompts) =>
      await Promise.all(prompts.map(async (prompt) => await streamChat(server.url, prompt, { servingCpuMs }))),
    residentBytes: () => server.residentBytes(),
    stop: () => server.stop(),
  };
}
