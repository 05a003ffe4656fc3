import { expect, it } from "vitest";
import { createFakeTts } from "../../../test/support/speech-contract/fake-speech.ts";
import { silentLog } from "../../core/log.ts";
import { speakText } from "./speak-text.ts";
import { createSpeakers } from "./speakers.ts";
import type { SpokenClause } from "./spoken-clause.ts";

async function say(text: string): Promise<readonly SpokenClause[]> {
  const speakers = createSpeakers({ engines: [createFakeTts()], log: silentLog });
  const clauses: SpokenClause[] = [];
  for await (const clause of speakText(text, { language: "en" }, speakers, new AbortController().signal)) {
    clauses.push(clause);
  }
  return clauses;
}

it("a sentence behind another one begins with a pause of sound, mouth and loudness, the first does not", async () => {
  const [first, second] = await say("Good morning to you all. Good morning to you all.");
  if (first === undefined || second === undefined) throw new Error("expected two clauses");
  expect(first.samples.subarray(0, 3840).some((sample) => sample !== 0)).toBe(true);
  expect([...new Set(second.samples.subarray(0, 3840))]).toEqual([0]);
  expect(second.samples.subarray(3840)).toEqual(first.samples);
  expect(second.durationMs).toBe(first.durationMs + 160);
  expect(second.visemes[0]).toEqual({ viseme: "sil", startMs: 0 });
  expect(second.visemes.slice(1)).toEqual(first.visemes.map((one) => ({ ...one, startMs: one.startMs + 160 })));
  expect(second.loudness).toEqual([0, 0, 0, 0, 0, 0, 0, 0, ...first.loudness]);
});

it("a clause behind a comma begins at once", async () => {
  const clauses = await say("I am glad to see you, and I hope that you are well today.");
  expect(clauses).toHaveLength(2);
  expect(clauses[1]?.samples.subarray(0, 100).some((sample) => sample !== 0)).toBe(true);
});
