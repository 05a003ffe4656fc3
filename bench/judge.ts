/**
 * `npm run bench:judge`: what judging a reply while it streams costs a token, in each of three languages, and what rating
 * six candidates costs. Medians over rounds by turns; fails above the limits that docs/personas.md names.
 */
import { cpus } from "node:os";
import { chooseCandidate } from "#repartee/chat/judge/choose-candidate.js";
import type { JudgeContext } from "#repartee/chat/judge/judge-context.js";
import { createRunningJudge } from "#repartee/chat/judge/running-judge.js";
import { createLanguageIdentifier } from "#repartee/chat/language/language-identifier.js";
import type { Language } from "#repartee/core/language.js";
import { seededRandom } from "#repartee/core/seeded-random.js";
import { median } from "./stream-times.ts";

const rounds = 15;
const replies = 20;
/** Characters; about one token. */
const chunkLength = 4;
/** The most that judging may cost, in milliseconds. */
const limitPerTokenMs = 0.2;

const identifier = createLanguageIdentifier();
const exampleTexts = ["My snowman melted while I was at school.", "I'm peeling potatoes."];

const sayings: readonly (readonly [Language, string, string])[] = [
  [
    "en",
    "My dog died last night.",
    "I'm so sorry, that sounds really hard. What would you like to tell me about your dog?",
  ],
  [
    "de",
    "Ich sitze im Bus zur Arbeit.",
    "Danke, dass du es mir erzählst. Wie lange dauert die Fahrt mit dem Bus denn heute?",
  ],
  ["zh", "昨天晚上我的狗走了。", "听到这个我很心疼，一定很难受吧。你愿意跟我说说你的小狗是什么样子的吗？"],
];

function contextOf(language: Language, userText: string): JudgeContext {
  return { language, userText, felt: "sad", isFeltCertain: true, exampleTexts, identifier };
}

function judgeReplies(language: Language, userText: string, reply: string): number {
  const context = contextOf(language, userText);
  let tokens = 0;
  for (let count = 0; count < replies; count += 1) {
    const judge = createRunningJudge(context);
    for (let index = 0; index < reply.length; index += chunkLength) {
      judge.push(reply.slice(index, index + chunkLength));
      tokens += 1;
    }
    if (judge.flush().verdict.kind === "rejected") throw new Error(`The bench's reply was rejected: ${reply}`);
  }
  return tokens;
}

/** One long reply: what is judged with each sentence must not grow with what was said before. */
const random = seededRandom(7);
const nouns =
  "river garden sister window letter bridge market winter doctor island kitchen mountain teacher orange".split(" ");
const verbs = "found painted carried opened missed wanted followed bought cleaned remembered".split(" ");
const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)] ?? "";
const long = Array.from({ length: 200 }, (_, index) => {
  const [a, b, c, verb] = [pick(nouns), pick(nouns), pick(nouns), pick(verbs)];
  return `My ${a} ${verb} ${index} ${b}s and ${index + 7} ${c}s. `;
}).join("");

function judgeLong(): number {
  const judge = createRunningJudge({ ...contextOf("en", "Tell me a story."), exampleTexts: [] });
  for (let index = 0; index < long.length; index += chunkLength) {
    const { verdict } = judge.push(long.slice(index, index + chunkLength));
    if (verdict.kind === "rejected")
      throw new Error(`The bench's long reply was rejected: ${verdict.reason} ${verdict.evidence}`);
  }
  return Math.ceil(long.length / chunkLength);
}

function candidateChoice(): number {
  const context = contextOf("en", "My grandmother is in the hospital and they won't tell us much.");
  const opening = "I'm so sorry, that sounds really hard.";
  const texts = [" your grandmother?", " your life?", " the hospital?", " it?", " your job as a nurse?", " me?"];
  chooseCandidate(
    texts.map((text, index) => ({ opening, lead: "Do you want to tell me about", text, index })),
    context,
  );
  return 1;
}

function msPerUnit(work: () => number): number {
  const startedAt = performance.now();
  const units = work();
  return (performance.now() - startedAt) / units;
}

const rows: readonly (readonly [string, () => number, number])[] = [
  ...sayings.map(([language, user, reply]): readonly [string, () => number, number] => [
    `a token of a reply (${language})`,
    () => judgeReplies(language, user, reply),
    limitPerTokenMs,
  ]),
  ["a token of a reply of 200 sentences", judgeLong, limitPerTokenMs],
  ["the choice of one of six candidates", candidateChoice, 5],
];
const times = rows.map(() => [] as number[]);
for (let round = 0; round < rounds; round += 1) {
  for (const [index, [, work]] of rows.entries()) times[index]?.push(msPerUnit(work));
}
process.stdout.write(`${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}\n`);
for (const [index, [name, , limitMs]] of rows.entries()) {
  const ms = median(times[index] ?? []);
  process.stdout.write(`${name}: ${(ms * 1000).toFixed(1)} µs (at most ${limitMs * 1000})\n`);
  if (ms > limitMs) process.exitCode = 1;
}
