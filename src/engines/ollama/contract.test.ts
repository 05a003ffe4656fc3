import { afterAll, beforeAll, describe, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { echoingSubject } from "../../testing/echoing-subject.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { type FakeOllama, startFakeOllama } from "../../testing/fake-ollama/fake-ollama.ts";
import { createOllamaEngine, ollamaCapabilities } from "./index.ts";

let ollama: FakeOllama;

beforeAll(async () => {
  ollama = await startFakeOllama();
});

afterAll(() => ollama[Symbol.asyncDispose]());

describe("ollama engine keeps the engine contract", () => {
  const subject = {
    ...echoingSubject,
    source: { name: "owner/echo", location: "echo" },
    capabilities: ollamaCapabilities,
    passedOn: () => ollama.requests.at(-1)?.body,
    createEngine: () => createOllamaEngine({ log: silentLog, host: ollama.url }),
  };
  for (const check of engineContract(subject)) {
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});
