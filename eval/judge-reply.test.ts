import { readFileSync } from "node:fs";
import { emotionLabels } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import { expect, test } from "vitest";
import { z } from "zod";
import { judgeReply, type JudgedReply } from "./judge-reply.ts";
import type { SpokenLine } from "./lines.ts";

const rowSchema = z.object({
  label: z.string(),
  language: z.enum(languages),
  felt: z.enum(emotionLabels),
  user: z.string(),
  reply: z.string(),
});

const sadLine: SpokenLine = { language: "en", emotion: "sad", text: "My best friend moved to another city yesterday." };
const happyLine: SpokenLine = { language: "de", emotion: "happy", text: "Mein Kuchen ist endlich gelungen!" };

test("a reply that a reader would keep breaks no rule and takes up the user's words", () => {
  expect(judgeReply("I'm so sorry, that hurts. What do you miss most about your friend?", sadLine)).toEqual({
    isUsable: true,
    verdict: null,
    isInLanguage: true,
    isEcho: false,
    hasLoop: false,
    hasFalseSympathy: false,
    contradictsFeeling: false,
    overlap: expect.closeTo(1 / 3, 1),
  } satisfies JudgedReply);
});

test.each<[keyof JudgedReply, string, SpokenLine]>([
  ["isEcho", "My best friend moved to another city yesterday.", sadLine],
  ["hasLoop", "I am here for you now. I am here for you now.", sadLine],
  ["hasFalseSympathy", "I am so sorry for your loss. What was he like?", sadLine],
  ["contradictsFeeling", "How wonderful, I am so happy for you!", sadLine],
])("%s: %s", (rule, reply, line) => {
  const judged = judgeReply(reply, line);
  expect(judged[rule]).toBe(true);
  expect(judged.isUsable).toBe(false);
  expect(judged.verdict).toMatch(/^\w+: /);
});

test("condolence is no false sympathy where somebody died", () => {
  const line: SpokenLine = { language: "en", emotion: "sad", text: "My grandfather died on Sunday." };
  expect(judgeReply("I am so sorry for your loss. What was he like?", line).hasFalseSympathy).toBe(false);
});

test("a reply in another language, and one whose second sentence is, are not in the user's", () => {
  expect(judgeReply("That sounds wonderful, what kind of cake is it?", happyLine).isInLanguage).toBe(false);
  const mixed = "Das freut mich wirklich sehr für dich! I would really like to know what kind of cake it is.";
  expect(judgeReply(mixed, happyLine).isInLanguage).toBe(false);
  expect(judgeReply("Das freut mich sehr für dich! Was für ein Kuchen ist es?", happyLine).isInLanguage).toBe(true);
});

test("an empty reply is neither usable nor in any language", () => {
  const judged = judgeReply(" ", sadLine);
  expect([judged.isUsable, judged.isInLanguage, judged.overlap]).toEqual([false, false, 0]);
});

/** What the figure is worth: eval/corpus/README.md has the labels. */
test("usable agrees with a person on replies of real weights, but for nonsense in the right letters", () => {
  const rows = readFileSync("eval/corpus/replies.jsonl", "utf8")
    .trim()
    .split("\n")
    .map((row) => rowSchema.parse(JSON.parse(row)));
  const usableShare = (label: string): number => {
    const own = rows.filter((row) => row.label === label);
    const line = ({ felt, language, user }: (typeof own)[number]): SpokenLine => ({
      language,
      emotion: felt,
      text: user,
    });
    return own.filter((row) => judgeReply(row.reply, line(row)).isUsable).length / own.length;
  };
  expect(usableShare("good")).toBeGreaterThan(0.98);
  expect(usableShare("reject")).toBeLessThan(0.1);
});
