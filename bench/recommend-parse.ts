/**
 * `npm run bench:parse`: what reading a model's reply costs, in pieces of one token as they stream, beside a plain split
 * into lines in the same run; and what looking one title up in a catalog of 5,000 costs. Medians over rounds by turns.
 */
import { cpus } from "node:os";
import { seededRandom } from "#repartee/core/seeded-random.js";
import { createTitleIndex } from "#repartee/recommend/ground/index.js";
import { createListParser } from "#repartee/recommend/parse/index.js";
import { median } from "./stream-times.ts";

const rounds = 15;
const items = 400;
/** Characters; about one token. */
const pieceLength = 4;
const titles = 5000;

const numbered = Array.from({ length: items }, (_, index) => {
  const about = "A story of somebody who wants something and does not get it at once. ".repeat(2);
  return `${index + 1}. **Film Number ${index}** (${1950 + (index % 70)}): ${about}Reason: You like such stories. Confidence: 85%`;
}).join("\n");
const json = JSON.stringify({
  recommendations: Array.from({ length: items }, (_, index) => ({
    title: `Film Number ${index}`,
    year: 1950 + (index % 70),
    description: "A story of somebody who wants something and does not get it at once.",
    reason: "You like such stories.",
    confidence: 0.85,
  })),
});

function piecesOf(text: string): string[] {
  const count = Math.ceil(text.length / pieceLength);
  return Array.from({ length: count }, (_, index) => text.slice(index * pieceLength, (index + 1) * pieceLength));
}

/** The same pieces, put together and split at line ends: the least that any reader of lines does. */
function splitLines(pieces: readonly string[]): number {
  let open = "";
  let lines = 0;
  for (const piece of pieces) {
    open += piece;
    if (!piece.includes("\n")) continue;
    const parts = open.split("\n");
    lines += parts.length - 1;
    open = parts.at(-1) ?? "";
  }
  return lines + 1;
}

function parse(pieces: readonly string[]): number {
  const parser = createListParser();
  for (const piece of pieces) parser.push(piece);
  return parser.end().items.length;
}

function timed(work: () => number, expected: number): number {
  const startedAt = performance.now();
  const result = work();
  const ms = performance.now() - startedAt;
  if (result !== expected) throw new Error(`The bench read ${result} items or lines instead of ${expected}.`);
  return ms;
}

const random = seededRandom(1);
const syllables = [..."bcdfghjklmnprstvwyz"].flatMap((consonant) => [..."aeiou"].map((vowel) => consonant + vowel));
const syllable = (): string => syllables[Math.floor(random() * syllables.length)] ?? "";
const word = (): string => Array.from({ length: 2 + Math.floor(random() * 3) }, syllable).join("");
const entries = Array.from({ length: titles }, (_, index) => ({
  id: String(index),
  title: `The ${word()} of ${word()} ${word()}`,
  year: 1950 + (index % 70),
}));

const numberedPieces = piecesOf(numbered);
const jsonPieces = piecesOf(json);
const index = createTitleIndex(entries);
const figures = { lines: [] as number[], numbered: [] as number[], json: [] as number[] };
const matches = { exact: [] as number[], misspelt: [] as number[], unknown: [] as number[] };

function matchAll(kind: string, titleOf: (title: string) => string): number {
  const asked = entries.slice(0, 1000);
  return (
    timed(() => asked.filter(({ title, year }) => index.match(titleOf(title), year).kind === kind).length, 1000) / 1000
  );
}

for (let round = 0; round < rounds; round += 1) {
  figures.lines.push(timed(() => splitLines(numberedPieces), items));
  figures.numbered.push(timed(() => parse(numberedPieces), items));
  figures.json.push(timed(() => parse(jsonPieces), items));
  matches.exact.push(matchAll("exact", (title) => title));
  matches.misspelt.push(matchAll("fuzzy", (title) => `${title.slice(0, 6)}${title.slice(7)}`));
  matches.unknown.push(matchAll("none", (title) => [...title].toReversed().join("")));
}

const perSecond = (characters: number, ms: number): string => `${(characters / ms / 1000).toFixed(1)} M characters/s`;
const ratio = median(figures.numbered.map((ms, at) => ms / (figures.lines[at] ?? Number.NaN)));
console.log(`${cpus()[0]?.model ?? "unknown"}, Node ${process.version}, ${rounds} rounds, medians`);
console.log(`split into lines   ${perSecond(numbered.length, median(figures.lines))}`);
console.log(
  `numbered list      ${perSecond(numbered.length, median(figures.numbered))}, ${ratio.toFixed(1)} × the time of a split`,
);
console.log(`JSON               ${perSecond(json.length, median(figures.json))}`);
console.log(`an item of a list  ${((median(figures.numbered) / items) * 1000).toFixed(1)} µs`);
for (const [kind, times] of Object.entries(matches)) {
  console.log(`match, ${kind.padEnd(10)}  ${(median(times) * 1000).toFixed(1)} µs among ${titles} titles`);
}
