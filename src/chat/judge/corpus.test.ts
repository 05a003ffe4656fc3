/** The judge against replies of real weights that a person read: eval/corpus/README.md has the labels. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { emotionLabels } from "../../core/emotion.ts";
import { languages } from "../../core/language.ts";
import { createLanguageIdentifier } from "../language/language-identifier.ts";
import { misreadWords } from "./misread.ts";
import { createRunningJudge } from "./running-judge.ts";
import type { Verdict } from "./verdict.ts";

const rowSchema = z.object({
  label: z.enum(["reject", "good", "misfit", "nonsense"]),
  language: z.enum(languages),
  felt: z.enum(emotionLabels),
  user: z.string(),
  reply: z.string(),
  written: z.string().optional(),
});
type Row = z.output<typeof rowSchema>;

const rows = readFileSync("eval/corpus/replies.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => rowSchema.parse(JSON.parse(line)));
const identifier = createLanguageIdentifier();

/** As it comes: four characters at a time. */
function verdictOn({ felt, language, reply, user }: Row): Verdict {
  const judge = createRunningJudge({
    language,
    userText: user,
    felt,
    isFeltCertain: true,
    exampleTexts: [],
    identifier,
  });
  for (let index = 0; index < reply.length; index += 4) {
    const { verdict } = judge.push(reply.slice(index, index + 4));
    if (verdict.kind === "rejected") return verdict;
  }
  return judge.flush().verdict;
}

function labelled(label: Row["label"]): readonly Row[] {
  return rows.filter((row) => row.label === label);
}

test("at least 35 of 38 bad replies are caught", () => {
  const bad = labelled("reject");
  const caught = bad.filter((row) => verdictOn(row).kind === "rejected");
  expect(bad.length).toBeGreaterThanOrEqual(38);
  expect(caught.length / bad.length).toBeGreaterThanOrEqual(35 / 38);
});

test("none of 200 good replies is rejected", () => {
  const good = labelled("good");
  expect(good.length).toBeGreaterThanOrEqual(200);
  const rejected = good.flatMap((row) => {
    const verdict = verdictOn(row);
    return verdict.kind === "rejected" ? [`${verdict.reason}: ${row.reply}`] : [];
  });
  expect(rejected).toEqual([]);
});

test("most misfits among guided replies are noticed, and few good ones are taken for such", () => {
  const isMisread = ({ reply, user, written = "" }: Row): boolean => {
    const lead = written.replace(/^.*?[.!?] /, "");
    return misreadWords({ lead, text: reply.slice(written.length) }, user, "en") !== undefined;
  };
  const guided = (label: Row["label"]): readonly Row[] =>
    labelled(label).filter(({ written }) => written !== undefined);
  const share = (some: readonly Row[]): number => some.filter(isMisread).length / some.length;
  expect(share(guided("misfit"))).toBeGreaterThan(0.6);
  expect(share(guided("good"))).toBeLessThan(0.05);
});
