import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { JsonObject } from "../../core/json.ts";
import { silentLog } from "../../core/log.ts";
import { writeRandomLlama } from "../../testing/tiny-models/random-llama.ts";
import { createLlamaCppEngine } from "./index.ts";

const never = new AbortController().signal;
let folder = "";
let random: LoadedModel;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-calls-"));
  const location = join(folder, "random.gguf");
  await writeRandomLlama(location, { seed: 1 });
  const options = { contextSize: 512, slots: 1, gpuLayers: 0 };
  random = await createLlamaCppEngine({ log: silentLog }).load({ name: "random", location }, options, never);
});

afterAll(async () => {
  await random.unload();
  await rm(folder, { recursive: true });
});

async function ask(model: LoadedModel, request: Omit<GenerateRequest, "id">): Promise<GenerateEvent[]> {
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: "test", ...request }, never)) events.push(event);
  return events;
}

describe("forced calls", () => {
  it.each<readonly [what: string, parameters: JsonObject, keys: RegExp]>([
    [
      "a reference to a sibling",
      { type: "object", properties: { a: { enum: ["x"] }, b: { $ref: "#/properties/a" } }, required: ["a", "b"] },
      /^a,b$/,
    ],
    [
      "properties beside anyOf",
      {
        type: "object",
        properties: { name: { enum: ["x"] }, area: { enum: ["y"] } },
        anyOf: [{ required: ["name"] }, { required: ["area"] }],
      },
      /name|area/,
    ],
    [
      "properties beside a one-element allOf",
      { type: "object", properties: { name: { enum: ["x"] } }, allOf: [{ required: ["name"] }] },
      /^name$/,
    ],
    [
      "an enum that lists a value twice",
      { type: "object", properties: { x: { type: "string", enum: ["a", "a", ""] } }, required: ["x"] },
      /^x$/,
    ],
    ["no required property", { properties: { flag: { type: "boolean" } } }, /^(flag)?$/],
    ["no properties", {}, /^$/],
  ])("keeps to the declared keys, each once, of a forced tool with %s", async (_, parameters, keys) => {
    for (const seed of [1, 2, 3]) {
      const tools = [{ name: "f", parameters }];
      const messages = [{ role: "user" as const, content: "Hi" }];
      const events = await ask(random, {
        input: { kind: "chat", messages, tools, toolChoice: "required" },
        sampling: { seed },
      });
      const calls = events.filter((event) => event.type === "tool-call-delta");
      const written = calls.map((call) => call.argumentsDelta).join("");
      expect(Object.keys(JSON.parse(written) as object).join(), written).toMatch(keys);
      const names = [...written.matchAll(/"(\w+)"\s*:/g)].map(([, name]) => name);
      expect(new Set(names).size, written).toBe(names.length);
    }
  });

  it("names the tool whose schema cannot be used", async () => {
    const tools = [{ name: "f" }, { name: "g", parameters: { properties: { a: { $ref: "#/nowhere" } } } }];
    const messages = [{ role: "user" as const, content: "Hi" }];
    const events = await ask(random, { input: { kind: "chat", messages, tools, toolChoice: "required" } });
    expect(events).toMatchObject([
      { type: "error", error: { code: "invalid_request", param: "tools[1].function.parameters" } },
    ]);
  });
});
