/** Ollie on real weights that can do English only: what the model cannot say is written, and marked as such. */
import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { useStarterServer } from "./real-starter.ts";

const starter = useStarterServer();

const lines = z.record(z.string(), z.object({ lines: z.record(z.string(), z.array(z.string())) }));
const openings = z.record(
  z.string(),
  z.record(z.string(), z.object({ sentences: z.array(z.string()), endings: z.array(z.string()).default([]) })),
);
let written: z.infer<typeof lines>;
let opened: z.infer<typeof openings>;
beforeAll(async () => {
  const file = await readFile(new URL("../personas/ollie.yaml", import.meta.url), "utf8");
  const persona = z.object({ canned: lines, written_turns: lines, openings }).parse(parse(file));
  written = { ...persona.canned, ...persona.written_turns };
  opened = persona.openings;
});

const reply = z.object({
  text: z.string(),
  success: z.boolean(),
  source: z.string(),
  reason: z.string().optional(),
  emotion: z.enum(["happy", "sad", "angry", "neutral", "surprised"]),
  language: z.string(),
  conversation_id: z.string(),
  user_message_id: z.string(),
});

async function respond(body: Readonly<Record<string, unknown>>): Promise<z.infer<typeof reply>> {
  const answer = await starter.server().post("/api/respond", body);
  expect(answer).toMatchObject({ status: 200 });
  return reply.parse(answer.body);
}

/** A whole line, or the opening that was shown at once with a written ending, when no candidate went on well. */
function linesIn(language: string): readonly string[] {
  const ended = Object.values(opened[language] ?? {}).flatMap(({ sentences, endings }) =>
    sentences.flatMap((sentence) => endings.map((ending) => `${sentence} ${ending}`)),
  );
  return [...Object.values(written).flatMap(({ lines: byLanguage }) => byLanguage[language] ?? []), ...ended];
}

/** What a person must not see, whoever wrote it. */
function expectUsable(text: string): void {
  expect(text.trim().length).toBeGreaterThan(10);
  expect(text).not.toMatch(/<\||\|>|\[INST|<think|\b(?:user|assistant|system):|language model|\bAI\b/i);
  expect(text).not.toMatch(/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0400-\u04ff]/);
  const words = text.toLowerCase().match(/[\p{L}']+/gu) ?? [];
  const runs = words.slice(3).map((_, index) => words.slice(index, index + 4).join(" "));
  for (const run of runs) expect(runs.filter((other) => other === run).length, text).toBeLessThan(3);
}

const english: readonly string[] = [
  "I passed my driving test this morning!",
  "My grandmother is in the hospital.",
  "My brother broke my bike and did not even say sorry.",
  "I am waiting for the bus.",
  "My old teacher called me out of nowhere!",
];

test.for(english)("English: %s", async (text, { skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const answer = await respond({ text, language: "en" });
  console.log(`${answer.source}: ${answer.text}`);
  expectUsable(answer.text);
  expect(answer.language).toBe("en");
  if (answer.success) expect(answer.source).toBe("model");
  else expect(linesIn("en")).toContain(answer.text);
});

const others: readonly (readonly [string, string])[] = [
  ["zh", "我奶奶住院了。"],
  ["ja", "今日は試験に合格しました！"],
  ["es", "Mi abuela está en el hospital."],
  ["fr", "J'ai réussi mon examen de conduite !"],
  ["de", "Mein Bruder hat mein Fahrrad kaputt gemacht."],
  ["ru", "Моя бабушка в больнице."],
  ["ko", "오늘 시험에 합격했어요!"],
  ["pt", "O meu cão morreu ontem."],
  ["it", "Sto aspettando l'autobus."],
];

test.for(others)("%s: the written reply, with and without a hint: %s", async ([language, text], { skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  for (const hint of [{ language }, {}]) {
    const answer = await respond({ text, ...hint });
    expect(answer).toMatchObject({ language, success: false, source: "template", reason: expect.any(String) });
    expect(linesIn(language)).toContain(answer.text);
  }
});

test("eight turns of one conversation, none with what was said before it", async ({ skip }) => {
  skip(starter.problem !== undefined, starter.problem);
  const turns = [
    "Hi! I started a small garden this week.",
    "I planted tomatoes with my daughter.",
    "She talks to them every morning.",
    "But last night the slugs ate half of them.",
    "She cried when she saw it.",
    "I told her that we can plant new ones.",
    "Now she wants to guard them with a flashlight.",
    "Thank you for listening. Good night!",
  ];
  let conversation: Readonly<Record<string, string>> = {};
  const said: string[] = [];
  for (const text of turns) {
    const answer = await respond({ text, language: "en", ...conversation });
    console.log(`${text} => ${answer.source}: ${answer.text}`);
    expectUsable(answer.text);
    expect(said).not.toContain(answer.text);
    said.push(answer.text);
    conversation = { conversation_id: answer.conversation_id };
  }
  const { conversation_id: id = "" } = conversation;
  const stored = await fetch(`${starter.server().url}/api/conversations/${id}`);
  const { messages } = z
    .object({ messages: z.array(z.object({ role: z.string(), text: z.string() })) })
    .parse(await stored.json());
  expect(messages.map((message) => message.text)).toEqual(turns.flatMap((turn, index) => [turn, said[index]]));
});
