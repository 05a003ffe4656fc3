/** The library's features on a real model, on one that is broken, on one that is killed, and without any. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRepartee, type Repartee, type ReparteeOptions } from "repartee";
import { writeScriptedLlama } from "repartee/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const script = "A quiet film for a quiet evening.";
let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-library-"));
  await writeScriptedLlama(join(folder, "tiny.gguf"), { script, contextLength: 8192 });
  await writeScriptedLlama(join(folder, "endless.gguf"), {
    script: "on and ",
    eos: false,
    contextLength: 8192,
    idleMegabytes: 24,
  });
  await writeFile(join(folder, "broken.gguf"), "GGUF and then nothing");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const create = (options: ReparteeOptions): Promise<Repartee> =>
  createRepartee({ gpuLayers: 0, preload: false, contextSize: 8192, slots: 1, ...options });

interface Told {
  readonly source: string;
  readonly reason?: string;
  readonly text: string;
}

async function lastOf<Event>(events: AsyncIterable<Event>): Promise<Event> {
  let last: Event | undefined;
  for await (const event of events) last = event;
  if (last === undefined) throw new Error("A stream without an event");
  return last;
}

/** Every feature function once: who wrote what. Each answers, whatever became of the model. */
async function askAll(repartee: Repartee): Promise<Readonly<Record<string, Told>>> {
  const words = "Something for tonight?";
  const taste = { userInput: words, tasteAnalysis: { name: "Mia", films: ["Solaris"] } };
  const spoken = await lastOf(repartee.respondStream(words));
  const streamed = await lastOf(repartee.generateResponseStream(taste));
  const small = await lastOf(repartee.smollmStream(words));
  if (spoken.type !== "done" || streamed.type !== "finish" || small.type !== "finish") throw new Error("No end");
  const [batched] = await repartee.respondBatch([{ text: words }]);
  if (batched === undefined) throw new Error("No reply");
  return {
    respond: await repartee.respond(words),
    respondStream: spoken.reply,
    respondBatch: batched,
    generateResponse: await repartee.generateResponse(taste),
    generateResponseStream: { ...streamed, text: "" },
    smollm: await repartee.smollm(words),
    smollmStream: { ...small, text: "" },
    recommend: await repartee.recommend({ query: words, limit: 2 }),
  };
}

describe("library", () => {
  it("answers by a real model, in every feature", async () => {
    // Its words fit nobody: what is tested is that they arrive.
    await using repartee = await create({ model: join(folder, "tiny.gguf"), replyGate: false });
    const { recommend, ...told } = await askAll(repartee);
    for (const [name, one] of Object.entries(told)) expect(one, name).toMatchObject({ source: "model" });
    for (const name of ["generateResponse", "smollm", "respond"]) expect(told[name]?.text.trim(), name).toBe(script);
    // Its words are no list: the catalog stands in, marked.
    expect(recommend?.source).toMatch(/^(?:model|template)$/);
    expect(repartee.models.running()).toMatchObject([{ name: "tiny", state: "ready" }]);
    expect((await repartee.embed({ texts: ["a", "b"] })).vectors).toHaveLength(2);
  });

  it.each([
    ["without a model", (): ReparteeOptions => ({}), /^no_model_configured$/],
    ["with a broken file", (): ReparteeOptions => ({ model: join(folder, "broken.gguf") }), /^model_/],
    ["with a missing file", (): ReparteeOptions => ({ model: join(folder, "lost.gguf") }), /^model_file_missing$/],
  ])("answers %s by what is written, and says why, in every feature", async (_, options, reason) => {
    await using repartee = await create(options());
    for (const [name, one] of Object.entries(await askAll(repartee))) {
      expect(one, name).toMatchObject({ source: "template", reason: expect.stringMatching(reason) });
    }
    // What is a model's own has no template unless it is asked for.
    await expect(repartee.chat("Hello")).rejects.toMatchObject({ code: expect.stringMatching(reason) });
    await expect(repartee.embed({ texts: ["a"] })).rejects.toMatchObject({ code: expect.stringMatching(reason) });
  });

  it("goes on with a reply whose model is killed, in a new process, and answers the next", async () => {
    await using repartee = await create({ model: join(folder, "endless.gguf"), replyGate: false });
    await repartee.models.load("endless");
    const [{ processId } = {}] = repartee.models.running();
    let text = "";
    let end: unknown;
    for await (const event of repartee.generateResponseStream("Go on")) {
      if (event.type === "text-delta" && text === "") process.kill(processId ?? -1, "SIGKILL");
      if (event.type === "text-delta") text += event.text;
      end = event;
    }
    expect(end).toMatchObject({ type: "finish", source: "model", complete: true });
    expect(text).toMatch(/^on and on and on/);
    expect(await repartee.smollm({ prompt: "Go on", maxTokens: 3 })).toMatchObject({ source: "model" });
  });

  it("ends what runs when its signal is aborted, and gives the model back", async () => {
    await using repartee = await create({ model: join(folder, "endless.gguf") });
    const streams = [
      (signal: AbortSignal) => repartee.generateResponseStream({ userInput: "Go on", signal }),
      (signal: AbortSignal) => repartee.smollmStream({ prompt: "Go on", signal }),
    ];
    for (const begin of streams) {
      const stop = new AbortController();
      let end: unknown;
      for await (const event of begin(stop.signal)) {
        if (event.type === "text-delta") stop.abort();
        end = event;
      }
      expect(end).toMatchObject({ type: "finish", finishReason: "cancelled" });
    }
    const stop = new AbortController();
    const responding = repartee.recommend({ query: "a film", signal: stop.signal });
    await expect.poll(() => repartee.models.list(), { interval: 1 }).toMatchObject([{ leases: 1 }]);
    stop.abort();
    expect(await responding).toMatchObject({ source: "template", reason: "cancelled" });
    expect(repartee.models.list()).toMatchObject([{ name: "endless", leases: 0 }]);
  });
});
