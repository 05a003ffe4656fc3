import { describe, it } from "vitest";
import { echoingSubject } from "../../testing/echoing-subject.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { echoCapabilities } from "./capabilities.ts";
import { createEchoEngine } from "./engine.ts";

describe("echo engine keeps the engine contract", () => {
  const subject = {
    ...echoingSubject,
    fixedReplies: "It writes fixed texts.",
    createEngine: createEchoEngine,
    capabilities: echoCapabilities,
  };
  for (const check of engineContract(subject)) {
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});
