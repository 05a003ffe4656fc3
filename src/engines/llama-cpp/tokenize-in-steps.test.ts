import { expect, test } from "vitest";
import type { Token } from "node-llama-cpp";
import { tokenizeInSteps } from "./tokenize-in-steps.ts";

const controlTokens = /<a>|<b>/gu;

/** Tokens of a byte each; notes what each native call was given. */
function recorder() {
  const calls: string[] = [];
  return {
    calls,
    tokenize(text: string): Token[] {
      calls.push(text);
      return [...Buffer.from(text)].map((byte) => byte as Token);
    },
  };
}

function controlTokensIn(text: string): number {
  return text.match(controlTokens)?.length ?? 0;
}

test("a text with many control tokens is read in calls that hold few of them, and nothing of it is lost", async () => {
  for (const word of ["x", "", " ", "\n"]) {
    const model = recorder();
    const text = `${word}<a>${word}<b>`.repeat(20_000);
    const tokens = await tokenizeInSteps(model, [text], { controlTokens });
    expect(Buffer.from(tokens).toString()).toBe(text);
    expect(Math.max(...model.calls.map(controlTokensIn))).toBeLessThanOrEqual(256);
  }
});

test("a cut is made in front of a control token, and not behind white space where another place is near", async () => {
  const model = recorder();
  await tokenizeInSteps(model, ["turn \n<a>word<b>".repeat(1000)], { controlTokens });
  expect(model.calls.length).toBeGreaterThan(5);
  for (const call of model.calls.slice(1)) expect(call).toMatch(/^<b>/);
});

test("others have their turn meanwhile, and a cancelled request is not read to its end", async () => {
  const stop = new AbortController();
  const model = recorder();
  const slow = {
    tokenize(text: string): Token[] {
      for (const endMs = performance.now() + 15; performance.now() < endMs;);
      return model.tokenize(text);
    },
  };
  setImmediate(() => stop.abort());
  const reading = tokenizeInSteps(slow, ["a", "b", "c"], { controlTokens, signal: stop.signal });
  await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  expect(model.calls).toEqual(["a"]);
});
