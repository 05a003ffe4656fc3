import { describe, expect, it } from "vitest";
import { brokenEngines } from "../../test/support/broken-engines.ts";
import { echoingSubject } from "./echoing-subject.ts";
import { ContractViolation, engineContract, type EngineContractSubject } from "./engine-contract.ts";
import { createFakeEngine, fakeCapabilities } from "./fake-engine.ts";

let fake = createFakeEngine();
const fakeSubject: EngineContractSubject = {
  ...echoingSubject,
  createEngine: () => (fake = createFakeEngine()),
  passedOn: () => fake.requests.at(-1)?.request.sampling,
  capabilities: fakeCapabilities,
};

describe("the fake engine", () => {
  for (const check of engineContract(fakeSubject))
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
});

describe("the fake engine, able to do as little as possible", () => {
  const unable = { unsupported: "Left out for this test." };
  const capabilities = {
    ...fakeCapabilities,
    ...{ completion: unable, embed: unable, classify: unable, tokenize: unable, tools: unable, jsonSchema: unable },
    ...{ logprobs: unable, logitBias: unable, seed: unable, stop: unable, penalties: unable, replyPrefix: unable },
    ...{ prefixCache: unable },
  };
  const subject = { ...fakeSubject, capabilities, createEngine: () => (fake = createFakeEngine({ capabilities })) };
  for (const check of engineContract(subject))
    (check.skip === undefined ? it : it.skip)(`${check.name}${check.skip ? ` (${check.skip})` : ""}`, check.run);
});

describe("the contract", () => {
  for (const broken of brokenEngines) {
    const subject: EngineContractSubject = {
      ...fakeSubject,
      createEngine: broken.createEngine,
      passedOn: broken.passedOn,
      capabilities: { ...fakeCapabilities, ...broken.capabilities },
      // Engines that never go on are noticed after this time; it cannot make a check fail that should hold.
      waitMs: 150,
    };
    for (const name of broken.caughtBy) {
      it(`catches "${broken.name}" by "${name}"`, async () => {
        const check = engineContract(subject).find((candidate) => candidate.name === name);
        expect(check, "the contract has a check of that name").toBeDefined();
        expect(check?.skip).toBeUndefined();
        await expect(check?.run()).rejects.toThrow(ContractViolation);
      });
    }
  }

  it("ends every check of an engine that never goes on", async () => {
    const hanging = createFakeEngine({ models: { "owner/echo": { replies: [[{ type: "wedge" }]] } } });
    const subject = { ...fakeSubject, createEngine: () => hanging, waitMs: 20 };
    const failed: string[] = [];
    for (const { name, run } of engineContract(subject)) await run().catch(() => failed.push(name));
    expect(failed).toContain("abort ends a reply within one token");
  });

  it("names each check once", () => {
    const names = engineContract(fakeSubject).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("gives the reason for a check that is skipped", () => {
    const capabilities = { ...fakeCapabilities, seed: { unsupported: "It has no randomness." } };
    const skips = { "timings are lengths of time": "There is no clock." };
    const checks = engineContract({ ...fakeSubject, capabilities, skips });
    const skipOf = (name: string): string | undefined => checks.find((check) => check.name === name)?.skip;
    expect(skipOf("same seed gives the same reply")).toBe("NOT_SUPPORTED seed: It has no randomness.");
    expect(skipOf("timings are lengths of time")).toBe("There is no clock.");
    expect(skipOf("unload twice, also at once, is safe")).toBeUndefined();
  });

  it("refuses to skip a check that it does not have", () => {
    expect(() => engineContract({ ...fakeSubject, skips: { "no such check": "reason" } })).toThrow(RangeError);
  });
});
