/**
 * `npm run bench:recommend`: how well retrieval tells what suits, against popularity and plain retrieval; the weights of
 * `confidence` fitted on the labelled rows, and its calibration error, also on questions that were not fitted on.
 */
import { createLexicalEmbedder } from "#repartee/recommend/embedding/lexical-embedder.js";
import { describeEntry } from "#repartee/recommend/catalog/catalog-entry.js";
import { builtInCatalog } from "#repartee/recommend/catalog/open-catalog.js";
import { confidenceOf } from "#repartee/recommend/ranking/confidence.js";
import { createTitleFinder } from "#repartee/recommend/ranking/named-titles.js";
import { rankEntries } from "#repartee/recommend/ranking/rank-entries.js";
import { tasteVector } from "#repartee/recommend/ranking/taste.js";
import { createEntrySpace } from "#repartee/recommend/retrieval/entry-space.js";
import { calibrationError, fitLogistic, rankAccuracy } from "./recommend/calibration.ts";
import { labelledQuestions, madeUpTitles } from "./recommend/labels.ts";

const { signal } = new AbortController();
const catalog = builtInCatalog();
const space = await createEntrySpace(catalog, createLexicalEmbedder(catalog.map(describeEntry)), signal);
const titles = createTitleFinder(catalog);

interface Row {
  readonly question: number;
  readonly fit: number;
  readonly plain: number;
  readonly popularity: number;
  readonly grounded: boolean;
  readonly isGood: boolean;
}

const rows: Row[] = [];
let missing = 0;
for (const [question, { query, liked = [], good, bad }] of labelledQuestions.entries()) {
  const { entries: named, rest } = titles.find(query);
  const points = [
    ...catalog.filter(({ title }) => liked.includes(title)).map((entry) => ({ entry, verdict: "liked" as const })),
    ...named.map((entry) => ({ entry, verdict: "named" as const })),
  ].map(({ entry, verdict }) => {
    const vector = space.vectorOf(entry);
    return { title: entry.title, verdict, vector };
  });
  const [vector] = await space.embedder.embed([rest], { role: "query", signal });
  const queryVector = vector?.some((value) => value !== 0) === true ? vector : undefined;
  const taste = tasteVector(points);
  const isWanted = (): boolean => true;
  const ranking = rankEntries(space, { query: queryVector, taste, isWanted });
  const [whole = new Float32Array()] = await space.embedder.embed([`${query} ${liked.join(" ")}`], {
    role: "document",
    signal,
  });
  const plainScores = space.index.scores(whole);
  for (const [list, isGood] of [
    [good, true],
    [bad, false],
  ] as const) {
    for (const title of list) {
      const entry = catalog.find((one) => one.title === title);
      if (entry === undefined) {
        missing += 1;
        continue;
      }
      const plain = plainScores[space.placeOf(entry) ?? 0] ?? 0;
      rows.push({
        question,
        fit: ranking.fitOf(entry),
        plain,
        popularity: 3 - entry.popularity,
        grounded: true,
        isGood,
      });
    }
  }
}
for (const [index] of madeUpTitles.entries()) {
  rows.push({ question: index, fit: 0, plain: 0, popularity: 0, grounded: false, isGood: false });
}

const signsOf = ({ fit, grounded }: Row): readonly number[] => [1, fit, grounded ? 1 : 0];
const fitOn = (some: readonly Row[]): readonly number[] =>
  fitLogistic(some.map((row) => ({ signs: signsOf(row), isGood: row.isGood })));
const toWeights = ([bias = 0, fit = 0, grounded = 0]: readonly number[]): {
  bias: number;
  fit: number;
  grounded: number;
} => ({ bias, fit, grounded });

const fitted = toWeights(fitOn(rows));
/** Each fold is every fifth question. */
const heldOut = [0, 1, 2, 3, 4].flatMap((fold) => {
  const weights = toWeights(fitOn(rows.filter(({ question }) => question % 5 !== fold)));
  return rows
    .filter(({ question }) => question % 5 === fold)
    .map((row) => ({ confidence: confidenceOf(row, weights), isGood: row.isGood }));
});
const shipped = rows.map((row) => ({ confidence: confidenceOf(row), isGood: row.isGood }));

/** Mean over questions: what is compared are rows of one question. */
function accuracyBy(score: (row: Row) => number): number {
  const grounded = rows.filter((row) => row.grounded);
  const each = labelledQuestions.map((_, question) =>
    rankAccuracy(
      grounded
        .filter((row) => row.question === question)
        .map((row) => ({ confidence: score(row), isGood: row.isGood })),
    ),
  );
  return each.reduce((sum, accuracy) => sum + accuracy, 0) / each.length;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
console.log(
  `${rows.length} labelled rows of ${labelledQuestions.length} questions, ${missing} titles not in the catalog`,
);
console.log("\na good title before a bad one of the same question");
console.log(`  popularity        ${percent(accuracyBy(({ popularity }) => popularity))}`);
console.log(`  plain retrieval   ${percent(accuracyBy(({ plain }) => plain))}`);
console.log(`  this retrieval    ${percent(accuracyBy(({ fit }) => fit))}`);
console.log("\ncalibration error of confidence (10 bins)");
console.log(
  `  fit alone         ${percent(calibrationError(rows.map(({ fit, isGood }) => ({ confidence: fit, isGood }))))}`,
);
console.log(`  shipped weights   ${percent(calibrationError(shipped))}`);
console.log(`  held out, 5 folds ${percent(calibrationError(heldOut))}`);
console.log(
  `\nweights fitted now: bias ${fitted.bias.toFixed(2)}, fit ${fitted.fit.toFixed(2)}, grounded ${fitted.grounded.toFixed(2)}`,
);
