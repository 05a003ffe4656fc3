import { describe, it } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import type { Capabilities } from "../../src/core/capabilities.ts";
import { echoCapabilities } from "../../src/engines/echo/index.ts";
import { createRunnerEngine } from "../../src/runners/index.ts";
import { engineContract } from "../../src/testing/engine-contract.ts";
import type { EngineContractSubject } from "../../src/testing/engine-contract.ts";
import { fakeCapabilities } from "../../src/testing/index.ts";

/** A hosted engine keeps the contract that it keeps by itself: the package's own echo, and one that can do everything. */
const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
const otherWords = words.replaceAll("word", "other");

function subject(engineId: string, capabilities: Capabilities, childEntry?: URL): EngineContractSubject {
  return {
    createEngine: () =>
      createRunnerEngine({
        engineId,
        capabilities,
        log: silentLog,
        childEntry,
      }),
    capabilities,
    source: { name: `hosted/${engineId}`, location: "" },
    fixedReplies: "The hosted engine repeats its input; requests pass through whole.",
    longInput: { kind: "chat", messages: [{ role: "user", content: words }] },
    otherInput: { kind: "chat", messages: [{ role: "user", content: otherWords }] },
    unicode: { input: { kind: "chat", messages: [{ role: "user", content: "Grüße 👩‍🚀 日本" }] }, text: "Grüße 👩‍🚀 日本" },
  };
}

const subjects = [
  subject("echo", echoCapabilities),
  subject("fake", fakeCapabilities, new URL("./fixtures/fake-child.mjs", import.meta.url)),
];

describe.each(subjects)("engine contract, in a runner: $source.name", (each) => {
  for (const check of engineContract(each)) {
    const test = check.skip === undefined ? it : it.skip;
    test(check.skip === undefined ? check.name : `${check.name} (${check.skip})`, check.run);
  }
});
