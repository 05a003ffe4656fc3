import { expect, test } from "vitest";
import { type Answer, type AnsweredLine, failedAnswer } from "./answer.ts";
import { summarize } from "./line-summary.ts";
import { lineTable } from "./line-table.ts";

const said: Answer = { ...failedAnswer("", 100), error: null, writer: "model" };

function answered(reply: Partial<Answer>, part: Partial<AnsweredLine> = {}): AnsweredLine {
  const line = { language: "en", emotion: "sad", text: "My best friend moved to another city." } as const;
  return { line, hints: "given", answer: { ...said, ...reply }, ...part };
}

const kind = "I'm sorry, that hurts. What do you miss about your friend?";

test("figures count each rule over the replies of one language and of all", () => {
  const german = { language: "de", emotion: "happy", text: "Mein Kuchen ist gelungen!" } as const;
  const [english, ofGerman, all] = summarize([
    answered({ text: kind, emotion: "sad", heardEmotion: "sad" }),
    answered({ text: "I'm so sorry for your loss.", emotion: "happy", writer: "written" }),
    answered({ text: kind }, { line: german }),
  ]);
  expect(english).toMatchObject({
    language: "en",
    byModel: { hits: 1, of: 2 },
    usable: { hits: 1, of: 2 },
    falseSympathy: { hits: 1, of: 2 },
    onSubject: { hits: 1, of: 2 },
    feelingSuits: { hits: 1, of: 2 },
    feelingHeard: { hits: 0, of: 0 },
  });
  expect(ofGerman).toMatchObject({ language: "de", inLanguage: { hits: 0, of: 1 }, feelingSuits: { hits: 0, of: 0 } });
  expect(all).toMatchObject({ language: "all", usable: { hits: 1, of: 3 } });
});

test("a failed request is counted, unusable, and in no duration", () => {
  const [summary] = summarize([answered({ text: kind }), answered(failedAnswer(new Error("HTTP 500"), 9_000))]);
  expect(summary).toMatchObject({ failed: { hits: 1, of: 2 }, usable: { hits: 1, of: 2 }, whole: { p95Ms: 100 } });
});

test("lines with and without hints have rows of their own; the feeling counts as heard only where none was sent", () => {
  const reply = { text: kind, heardEmotion: "sad" };
  const summaries = summarize([answered(reply), answered(reply, { hints: "heard" })]);
  expect(summaries.map(({ hints, language }) => [hints, language])).toEqual([
    ["given", "en"],
    ["given", "all"],
    ["heard", "en"],
    ["heard", "all"],
  ]);
  expect(summaries.map(({ feelingHeard }) => feelingHeard.of)).toEqual([0, 0, 1, 1]);
});

test("the table is Markdown without the columns that nobody filled", () => {
  const lines = lineTable(summarize([answered({ text: kind })]))
    .trim()
    .split("\n");
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
  expect(lines[0]).toContain("usable ↑");
  expect(lines[0]).not.toContain("feeling suits");
  expect(lines[2]).toMatch(/\| en +\| +1 \|/);
});
