/**
 * `npm run bench:emotion [-- FOLDER]`: the shipped classifier and a keyword list on sentences that neither was made with:
 * our own and, where FOLDER has them, the held-out parts of the public sets.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { emotionLabels, type EmotionReading } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import { readEvaluationLines } from "./evaluation-lines.ts";
import { readByKeywords } from "./keyword-list.ts";
import { readLabelledFile, type LabelledText } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { confidentReadings, neededConfidence } from "./needed-confidence.ts";
import { newNgramShare, sharedSentences } from "./overlap.ts";
import { readPublicSentences } from "./public-sentences.ts";
import { trainingTexts } from "./training-texts.ts";

const repetitions = 30;
const folder = process.argv[2];
const { read } = createEmotionClassifier();
const subjects = [
  { name: "keyword list", read: readByKeywords },
  { name: "classifier", read },
];

interface TestSet {
  readonly name: string;
  readonly texts: readonly LabelledText[];
}

function testSets(): readonly TestSet[] {
  const own = ["held-out.txt", "calibration.txt"].map((name) => ({ name, texts: readLabelledFile(name).texts }));
  const lines = { name: "eval/lines", texts: readEvaluationLines() };
  if (folder === undefined) return [...own, lines];
  const { goEmotions, xedEnglish, xedOthers } = readPublicSentences(folder);
  return [
    ...own,
    lines,
    { name: "goemotions.dev", texts: goEmotions.heldOut },
    { name: "a fifth of xed.en", texts: xedEnglish.heldOut },
    { name: "a fifth of the other xed (no neutral)", texts: xedOthers.heldOut },
  ];
}

/** Of processor time a sentence, once warm: other work on the machine does not count. */
function microseconds(texts: readonly LabelledText[], readOne: (text: string) => EmotionReading): number {
  const readAll = (): void => {
    for (let round = 0; round < repetitions; round += 1) for (const { text } of texts) readOne(text);
  };
  readAll();
  const before = process.cpuUsage();
  readAll();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (repetitions * texts.length);
}

function row(name: string, cells: readonly string[]): void {
  console.log([name.padEnd(22), ...cells.map((cell) => cell.padStart(9))].join(" "));
}

const figure = (value: number): string => value.toFixed(3);

const sets = testSets();
for (const { name, texts } of sets) {
  console.log(`${name}: ${texts.length} sentences`);
  row("", ["macro-F1", "accuracy", "ECE", ...emotionLabels]);
  for (const subject of subjects) {
    const { macroF1, accuracy, calibrationError, f1 } = measure(texts, subject.read);
    row(subject.name, [macroF1, accuracy, calibrationError, ...emotionLabels.map((label) => f1[label])].map(figure));
  }
  console.log("");
}

console.log("by language: macro-F1 on held-out.txt, share of right readings on eval/lines");
row("", languages);
for (const { name, texts } of [sets[0], sets[2]].filter((one) => one !== undefined)) {
  const cells = languages.map((language) => {
    const { accuracy, macroF1 } = measure(
      texts.filter((one) => one.language === language),
      read,
    );
    return figure(name === "held-out.txt" ? macroF1 : accuracy);
  });
  row(name, cells);
}

console.log("\nfeelings read with at least that confidence: share of right ones (readings)");
const thresholds = [0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8];
row("", [...thresholds.map(String), "80 % from"]);
for (const { name, texts } of [...sets, { name: "all", texts: sets.flatMap((one) => one.texts) }]) {
  const cells = thresholds.map((from) => {
    const { right, count } = confidentReadings(texts, read, from);
    return `${right.toFixed(2)} (${count})`;
  });
  row(name.slice(0, 22), [...cells, neededConfidence(texts, read, 0.8)?.toString() ?? "never"]);
}

const heldOut = readLabelledFile("held-out.txt").texts;
const trained = trainingTexts();
console.log(`\nreading: ${microseconds(heldOut, read).toFixed(1)} µs of processor time a sentence`);
console.log(`weights: ${statSync(join("data", "emotion-weights.bin")).size} bytes`);
console.log(
  `own sentences trained on: ${trained.length}, ${sharedSentences(heldOut, trained).length} of them held out`,
);
console.log(`word 3-grams of held-out.txt that are in none of them: ${figure(newNgramShare(heldOut, trained, 3))}`);
