/** The model, the voice and the detector of a real server are killed at each step of `POST /api/converse`. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { writeWav } from "../../src/audio/wav/write-wav.ts";
import type { FakeOpenai } from "../../src/testing/fake-openai/fake-openai.ts";
import { startFakeOpenai, writeScriptedLlama } from "../../src/testing/index.ts";
import { spoken } from "../speech/speech-context.ts";
import { killProcesses, type ProcessKind } from "../support/voice/kill-processes.ts";
import { startServerIn, type ServerProcess } from "./server-process.ts";

/** Process ids are read from /proc. */
const describeOnLinux = process.platform === "linux" ? describe : describe.skip;

const reply = " I am so sorry to hear that, my friend, what a day. Where did you have them last, do you know?";

let folder = "";
let recognizer: FakeOpenai;
let server: ServerProcess;
let recording: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-converse-"));
  recognizer = await startFakeOpenai();
  await writeScriptedLlama(join(folder, "endless.gguf"), { script: reply, contextLength: 8192 });
  const settings = { upstreams: [{ name: "other", base_url: `${recognizer.url}/v1` }] };
  await writeFile(
    join(folder, "repartee.config.yaml"),
    JSON.stringify({ ...settings, recognizers: { default: "openai:other/echo" }, reply_gate: false }),
  );
  server = await startServerIn(folder, "--cache-dir", folder, "--offline");
  recording = new Uint8Array(writeWav({ samples: await spoken("I lost my keys this morning."), sampleRate: 16_000 }));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await recognizer[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const done = z.object({
  response_text: z.string().min(3),
  duration_ms: z.number().min(300),
  source: z.enum(["model", "fallback_model", "template"]),
  fallback: z.boolean(),
  complete: z.boolean(),
  reason: z.string().optional(),
});
type Done = z.infer<typeof done>;

/** One streamed turn; `act` is called at the first event of the name, and before the turn for none. */
async function converse(at: string, act: () => void): Promise<Done> {
  const body = new FormData();
  body.set("file", new Blob([recording]), "speech.wav");
  body.set("stream", "true");
  if (at === "") act();
  const answer = await fetch(`${server.url}/api/converse`, { method: "POST", body });
  expect(answer.status).toBe(200);
  const decoder = new TextDecoder();
  let text = "";
  let hasActed = at === "";
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (hasActed || !text.includes(`event: ${at}\n`)) continue;
    hasActed = true;
    act();
  }
  expect(hasActed, `${at} in ${text.match(/^event: .*$/gm)?.join(", ")}`).toBe(true);
  const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)];
  expect(events.filter(([, name]) => name === "reply.done")).toHaveLength(1);
  expect(events.at(-1)?.[1]).toBe("reply.done");
  return done.parse(JSON.parse(events.at(-1)?.[2] ?? "null"));
}

describeOnLinux("kill -9 in a turn", () => {
  it("that nobody kills is whole, and starts all processes", async () => {
    expect(await converse("", () => {})).toMatchObject({
      response_text: reply.trim(),
      source: "model",
      complete: true,
    });
  });

  for (const [kind, moments] of [
    ["model", ["", "user.final", "reply.emotion", "reply.text"]],
    ["voice", ["", "reply.emotion", "reply.audio"]],
    ["detector", [""]],
  ] satisfies [ProcessKind, string[]][]) {
    it.each(moments)(`of the ${kind}, at %j: it ends with something to say, and says what is missing`, async (at) => {
      let killed = 0;
      const ended = await converse(at, () => (killed = killProcesses(server.process.pid ?? 0, kind)));
      expect(killed).toBeGreaterThan(0);
      const isWhole = ended.source === "model" && ended.complete;
      expect([isWhole, ended.reason === undefined], JSON.stringify(ended)).toEqual([isWhole, isWhole]);
      // What was killed is up again.
      expect(await converse("", () => {})).toMatchObject({ source: "model", complete: true });
    });
  }

  it("of the model while the words are being heard: the reply is the model's all the same", async () => {
    const heard = recognizer.requests.length;
    const body = new FormData();
    body.set("file", new Blob([recording]), "speech.wav");
    const answering = fetch(`${server.url}/api/converse`, { method: "POST", body });
    await expect.poll(() => recognizer.requests.length).toBeGreaterThan(heard);
    expect(killProcesses(server.process.pid ?? 0, "model")).toBe(1);
    expect(done.parse(await (await answering).json())).toMatchObject({ source: "model", complete: true });
  });
});
