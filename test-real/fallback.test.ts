/** A real model whose process hangs: another one answers in its place, and the reply says so. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { pullModel } from "./real-models.ts";
import { startRealServer } from "./real-server.ts";
import { starter } from "./real-starter.ts";

const running = z.object({
  models: z.array(z.object({ name: z.string(), pid: z.number().optional(), state: z.string().optional() })),
});

test("another model answers while the process of the first hangs", async ({ skip }) => {
  skip(process.platform === "win32", "Windows cannot stop a process without ending it");
  const { problem } = await pullModel(starter);
  skip(problem !== undefined, problem);
  const folder = await mkdtemp(join(tmpdir(), "repartee-fallback-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = join(folder, "repartee.config.json");
  const models = [
    { name: "first", reference: starter, preload: true },
    { name: "second", reference: starter, preload: true },
  ];
  // Less than the silence after which the process is taken for dead and replaced.
  const settings = { models, fallback_models: ["second"], first_token_timeout_ms: 6500 };
  await writeFile(config, JSON.stringify(settings));
  await using server = await startRealServer(["--config", config]);

  const pids = async (): Promise<ReadonlyMap<string, number | undefined>> => {
    const { models: listed } = running.parse(await (await fetch(`${server.url}/api/ps`)).json());
    return new Map(listed.filter(({ state }) => state === "ready").map(({ name, pid }) => [name, pid]));
  };
  await expect.poll(async () => (await pids()).size, { timeout: 120_000 }).toBe(2);
  const pid = (await pids()).get("first");
  expect(pid).toBeDefined();
  process.kill(pid ?? 0, "SIGSTOP");

  const reply = await server.post("/api/respond", { text: "My dog learned to swim today!", language: "en" });
  expect(reply).toMatchObject({
    status: 200,
    body: { source: "fallback_model", model: "second", success: true, reason: "first_token_timeout" },
  });
  console.log(z.object({ text: z.string().min(10) }).parse(reply.body).text);
});
