/** `npm run bench:emotion`: the shipped classifier and a keyword list, on the sentences that neither was made with. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { emotionLabels, type EmotionReading } from "#repartee/core/emotion.js";
import { languages } from "#repartee/core/language.js";
import { readByKeywords } from "./keyword-list.ts";
import { readLabelledFile } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { newNgramShare, sharedSentences } from "./overlap.ts";
import { trainingTexts } from "./training-texts.ts";

const rounds = 30;
const heldOut = readLabelledFile("held-out.txt").texts;
const classifier = createEmotionClassifier();
const subjects = [
  { name: "keyword list", read: readByKeywords },
  { name: "classifier", read: classifier.read },
];

/** Of processor time a sentence, once warm: other work on the machine does not count. */
function microseconds(read: (text: string) => EmotionReading): number {
  const readAll = (): void => {
    for (let round = 0; round < rounds; round += 1) for (const { text } of heldOut) read(text);
  };
  readAll();
  const before = process.cpuUsage();
  readAll();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (rounds * heldOut.length);
}

function row(name: string, cells: readonly string[]): void {
  console.log([name.padEnd(22), ...cells.map((cell) => cell.padStart(9))].join(" "));
}

const figure = (value: number): string => value.toFixed(3);

for (const file of ["held-out.txt", "calibration.txt"]) {
  const { texts } = readLabelledFile(file);
  console.log(`${texts.length} sentences of training/emotion/${file}`);
  row("", ["macro-F1", "accuracy", "ECE", ...emotionLabels, "µs"]);
  for (const { name, read } of subjects) {
    const { macroF1, accuracy, calibrationError, f1 } = measure(texts, read);
    const cells = [macroF1, accuracy, calibrationError, ...emotionLabels.map((label) => f1[label])].map(figure);
    row(name, [...cells, microseconds(read).toFixed(1)]);
  }
  console.log("");
}

console.log("held-out.txt: macro-F1 by language");
row("", languages);
for (const { name, read } of subjects) {
  row(
    name,
    languages.map((language) =>
      figure(
        measure(
          heldOut.filter((one) => one.language === language),
          read,
        ).macroF1,
      ),
    ),
  );
}

console.log("\nright readings by confidence of the classifier");
for (const [from, to] of [
  [0, 0.4],
  [0.4, 0.6],
  [0.6, 0.8],
  [0.8, 1.01],
] as const) {
  const inside = heldOut.filter(({ text }) => {
    const { confidence } = classifier.read(text);
    return confidence >= from && confidence < to;
  });
  if (inside.length === 0) continue;
  const right = figure(measure(inside, classifier.read).accuracy);
  row(`${from.toFixed(1)} – ${Math.min(1, to).toFixed(1)}`, [right, `of ${inside.length}`]);
}

const trained = trainingTexts();
console.log(`\nweights: ${statSync(join("data", "emotion-weights.bin")).size} bytes`);
console.log(`trained on ${trained.length} sentences, ${sharedSentences(heldOut, trained).length} of them held out`);
console.log(`word 3-grams of the held-out set that training never saw: ${figure(newNgramShare(heldOut, trained, 3))}`);
