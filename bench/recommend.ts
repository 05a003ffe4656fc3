/**
 * `npm run bench:recommend [-- EMBEDDER.gguf]`: how well retrieval tells what suits, against popularity and plain retrieval; the weights of
 * `confidence` fitted on the labelled rows, and its calibration error, also on questions that were not fitted on.
 */
import { saysSomething } from "#repartee/recommend/embedding/content-words.js";
import { hearTones } from "#repartee/recommend/tones/heard-tones.js";
import { createLexicalEmbedder } from "#repartee/recommend/embedding/lexical-embedder.js";
import { silentLog } from "#repartee/core/log.js";
import { createLlamaCppEngine } from "#repartee/engines/llama-cpp/index.js";
import type { TextEmbedder } from "#repartee/recommend/embedding/text-embedder.js";
import { describeEntry } from "#repartee/recommend/catalog/catalog-entry.js";
import { builtInCatalog } from "#repartee/recommend/catalog/open-catalog.js";
import { confidenceOf, type ConfidenceWeights } from "#repartee/recommend/ranking/confidence.js";
import { fitConfidence, heldBackFrom } from "#repartee/recommend/service/assemble-list.js";
import { createTitleFinder } from "#repartee/recommend/ranking/named-titles.js";
import { rankEntries, type View } from "#repartee/recommend/ranking/rank-entries.js";
import { tasteVector } from "#repartee/recommend/ranking/taste.js";
import { createEntrySpace, type EntrySpace } from "#repartee/recommend/retrieval/entry-space.js";
import { calibrationError, fitLogistic, rankAccuracy, type Rated } from "./recommend/calibration.ts";
import { labelledQuestions, madeUpTitles, type LabelledQuestion } from "./recommend/labels.ts";
import { furtherQuestions, heldOutQuestions } from "./recommend/more-labels.ts";

const knownQuestions = [...labelledQuestions, ...furtherQuestions];
const questions = [...knownQuestions, ...heldOutQuestions];

const { signal } = new AbortController();
const catalog = builtInCatalog();
const lexical = await createEntrySpace(catalog, createLexicalEmbedder(catalog.map(describeEntry)), signal);
const spaces: readonly EntrySpace[] = [...(await spacesOfModels(process.argv.slice(2))), lexical];
const titles = createTitleFinder(catalog);

interface Row {
  readonly question: number;
  readonly fit: number;
  readonly coverage: number | undefined;
  readonly plain: number;
  readonly popularity: number;
  readonly grounded: boolean;
  readonly isGood: boolean;
}

/** A labelled title as a model's choice: how far its confidence is below that of the last that would be shown without it. */
interface Choice {
  readonly below: number;
  readonly isGood: boolean;
}

const shownItems = 5;
const choices: Choice[] = [];
/** What the model is offered behind the items that would be shown: a model that cannot choose takes them as readily. */
const fillers: Choice[] = [];
const rows: Row[] = [];
let missing = 0;
for (const [question, { query, liked = [], good, bad }] of questions.entries()) {
  const isHeldOut = question >= knownQuestions.length;
  const { entries: named, rest } = titles.find(query);
  const heard = hearTones(rest);
  const points = [
    ...catalog.filter(({ title }) => liked.includes(title)).map((entry) => ({ entry, verdict: "liked" as const })),
    ...named.map((entry) => ({ entry, verdict: "named" as const })),
  ];
  const isAsked = saysSomething(named.length > 0 ? heard.subject : heard.asked);
  const views: View[] = [];
  for (const space of spaces) {
    const text = space.embedder.isInstant ? heard.subject : heard.asked;
    const [vector] = isAsked ? await space.embedder.embed([text], { role: "query", signal }) : [];
    const taste = points.map(({ entry, verdict }) => ({ title: entry.title, verdict, vector: space.vectorOf(entry) }));
    views.push({
      space,
      query: vector?.some((value) => value !== 0) === true ? vector : undefined,
      taste: tasteVector(taste),
    });
  }
  const [firstView, ...otherViews] = views;
  if (firstView === undefined) throw new Error("There is no space to search");
  const ranking = rankEntries({
    views: [firstView, ...otherViews],
    heard,
    namesTitles: named.length > 0,
    points: points.map(({ entry, verdict }) => ({ title: entry.title, entry, verdict })),
    isWanted: () => true,
  });
  const [whole = new Float32Array()] = await lexical.embedder.embed([`${query} ${liked.join(" ")}`], {
    role: "document",
    signal,
  });
  const plainScores = lexical.index.scores(whole);
  const wanted = ranking.candidates.filter(({ entry }) => !points.some((point) => point.entry === entry));
  const last = wanted[Math.min(shownItems, wanted.length) - 1];
  const lastConfidence = last === undefined ? 0 : fitConfidence(ranking.signsOf(last.entry));
  for (const { entry } of wanted.slice(shownItems, 3 * shownItems)) {
    if (isHeldOut || good.includes(entry.title)) continue;
    fillers.push({ below: lastConfidence - fitConfidence(ranking.signsOf(entry)), isGood: false });
  }
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
      if (!isHeldOut) choices.push({ below: lastConfidence - fitConfidence(ranking.signsOf(entry)), isGood });
      const plain = plainScores[lexical.placeOf(entry) ?? 0] ?? 0;
      const popularity = 3 - entry.popularity;
      rows.push({ question, ...ranking.signsOf(entry), plain, popularity, grounded: true, isGood });
    }
  }
}
for (const [index] of madeUpTitles.entries()) {
  rows.push({ question: index, fit: 0, coverage: undefined, plain: 0, popularity: 0, grounded: false, isGood: false });
}

const signsOf = ({ fit, coverage = 0.5, grounded }: Row): readonly number[] => [
  1,
  fit,
  coverage - 0.5,
  grounded ? 1 : 0,
];
const fitOn = (some: readonly Row[]): readonly number[] =>
  fitLogistic(some.map((row) => ({ signs: signsOf(row), isGood: row.isGood })));
const toWeights = ([bias = 0, fit = 0, coverage = 0, grounded = 0]: readonly number[]): ConfidenceWeights => ({
  bias,
  fit,
  coverage,
  grounded,
});

const known = rows.filter(({ question }) => question < knownQuestions.length);
const heldOut = rows.filter(({ question }) => question >= knownQuestions.length);
const fitted = toWeights(fitOn(known));
/** Each fold is every fifth question. */
const inFolds = [0, 1, 2, 3, 4].flatMap((fold) => {
  const weights = toWeights(fitOn(known.filter(({ question }) => question % 5 !== fold)));
  return known
    .filter(({ question }) => question % 5 === fold)
    .map((row) => ({ confidence: confidenceOf(row, weights), isGood: row.isGood }));
});
const rated = (some: readonly Row[], weights?: ConfidenceWeights): readonly Rated[] =>
  some.map((row) => ({ confidence: confidenceOf(row, weights), isGood: row.isGood }));

/** Of embedding models in GGUF files: their scores are averaged with those of words. */
async function spacesOfModels(paths: readonly string[]): Promise<readonly EntrySpace[]> {
  const found: EntrySpace[] = [];
  for (const path of paths) {
    const engine = createLlamaCppEngine({ log: silentLog });
    const model = await engine.load({ name: path, location: path }, { slots: 1, gpuLayers: 0 }, signal);
    const embedder: TextEmbedder = {
      model: path,
      isInstant: false,
      async embed(texts) {
        if (model.embed === undefined) throw new Error(`${path} does not embed`);
        return (await model.embed({ id: "bench", texts }, signal)).vectors;
      },
    };
    found.push(await createEntrySpace(catalog, embedder, signal));
  }
  return found;
}

/** Mean over questions: what is compared are rows of one question. */
function accuracyBy(score: (row: Row) => number, set: readonly LabelledQuestion[], isAdjective: boolean): number {
  const grounded = rows.filter((row) => row.grounded);
  const each = questions.flatMap((asked, question) =>
    !set.includes(asked) || (asked.isOfTone === true) !== isAdjective
      ? []
      : rankAccuracy(
          grounded
            .filter((row) => row.question === question)
            .map((row) => ({ confidence: score(row), isGood: row.isGood })),
        ),
  );
  return each.reduce((sum, accuracy) => sum + accuracy, 0) / each.length;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const sets = [labelledQuestions, furtherQuestions, heldOutQuestions];
const accuracies = (score: (row: Row) => number): string =>
  sets.map((set) => [false, true].map((of) => percent(accuracyBy(score, set, of)).padStart(8)).join("")).join("  ");
console.log(`${rows.length} labelled rows of ${questions.length} questions, ${missing} titles not in the catalog`);
console.log("\na good title before a bad one of the same question: of subjects, of tones");
console.log("                      first questions         further        held out");
console.log(`  popularity        ${accuracies(({ popularity }) => popularity)}`);
console.log(`  plain retrieval   ${accuracies(({ plain }) => plain)}`);
console.log(`  this retrieval    ${accuracies(({ fit }) => fit)}`);
console.log("\nheld back as a model's choice: good titles, bad titles, fillers of the candidates");
const heldBack = (some: readonly Choice[], from: number): string =>
  percent(some.filter(({ below }) => below > from).length / some.length);
for (const from of [0.05, 0.1, 0.15, 0.25, 0.35, 0.5]) {
  const [good, bad] = [true, false].map((isGood) => choices.filter((one) => one.isGood === isGood));
  const figures = [good ?? [], bad ?? [], fillers].map((some) => heldBack(some, from).padStart(7));
  console.log(
    `  by more than ${from.toFixed(2)}${from === heldBackFrom ? " (shipped)" : "          "} ${figures.join("   ")}`,
  );
}
console.log("\ncalibration error of confidence (10 bins)");
const error = (some: readonly Rated[]): string => percent(calibrationError(some)).padStart(7);
console.log("                     known  held out");
console.log(`  shipped weights  ${error(rated(known))} ${error(rated(heldOut))}`);
console.log(`  fitted now       ${error(rated(known, fitted))} ${error(rated(heldOut, fitted))}`);
console.log(`  in five folds    ${error(inFolds)}`);
console.log(
  `\nweights fitted now: bias ${fitted.bias.toFixed(2)}, fit ${fitted.fit.toFixed(2)}, coverage ${fitted.coverage.toFixed(2)}, grounded ${fitted.grounded.toFixed(2)}`,
);
