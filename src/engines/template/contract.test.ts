import { describe, it } from "vitest";
import { lastUserText } from "../../core/prompt-words.ts";
import { echoingSubject } from "../../testing/echoing-subject.ts";
import { engineContract } from "../../testing/engine-contract.ts";
import { templateCapabilities } from "./capabilities.ts";
import { createTemplateEngine } from "./engine.ts";

// Templates are short by design; one that repeats the user's words is as long as the contract wants it.
describe("template engine keeps the engine contract", () => {
  const createEngine = () => createTemplateEngine({ write: ({ input }) => lastUserText(input) });
  const subject = {
    ...echoingSubject,
    fixedReplies: "It writes fixed texts.",
    createEngine,
    capabilities: templateCapabilities,
  };
  for (const check of engineContract(subject)) {
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
  }
});
