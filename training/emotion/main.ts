/** `npm run train:emotion -- FOLDER`: from our own examples and the public sentences in FOLDER to the shipped weights. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { writeEmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { readLabelledFile } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { readPublicSentences } from "./public-sentences.ts";
import { trainWeights } from "./train-weights.ts";
import { trainingTexts } from "./training-texts.ts";

const folder = process.argv[2];
if (folder === undefined) {
  console.error("expected the folder of the public sentences (docs/emotion.md, Training it again), got none");
  process.exit(2);
}
const path = join("data", "emotion-weights.bin");
const startedAt = performance.now();
const texts = trainingTexts(readPublicSentences(folder));
const weights = trainWeights(texts);
const bytes = writeEmotionWeights(weights);
writeFileSync(path, bytes);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(`wrote ${path}: ${bytes.length} bytes from ${texts.length} sentences in ${seconds} s`);
const development = measure(readLabelledFile("development.txt").texts, createEmotionClassifier(weights).read);
console.log(`development.txt: macro-F1 ${development.macroF1.toFixed(3)} over ${development.count} sentences`);
