/** `npm run train:emotion`: from the examples to `data/emotion-weights.bin`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createEmotionClassifier } from "#repartee/chat/emotion/emotion-classifier.js";
import { writeEmotionWeights } from "#repartee/chat/emotion/emotion-weights.js";
import { readLabelledFile } from "./labelled-text.ts";
import { measure } from "./measure.ts";
import { trainWeights } from "./train-weights.ts";

const path = join("data", "emotion-weights.bin");
const startedAt = performance.now();
const weights = trainWeights();
const bytes = writeEmotionWeights(weights);
mkdirSync("data", { recursive: true });
writeFileSync(path, bytes);
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`wrote ${path}: ${bytes.length} bytes, temperature ${weights.temperature}, in ${seconds} s`);
const development = measure(readLabelledFile("development.txt").texts, createEmotionClassifier(weights).read);
console.log(`development.txt: macro-F1 ${development.macroF1.toFixed(3)} over ${development.count} sentences`);
