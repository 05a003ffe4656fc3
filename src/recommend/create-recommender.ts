/** Wires the parts of recommending; everything from outside is an argument. */
import type { Clock } from "../core/clock.ts";
import { ReparteeError } from "../core/errors.ts";
import type { LanguageIdentifier } from "../core/language.ts";
import type { Log } from "../core/log.ts";
import type { PreferenceStore } from "../core/stores.ts";
import type { Hold, Serving } from "../serving/serving.ts";
import { readAskedFor } from "./asked/asked-for.ts";
import type { CatalogEntry } from "./catalog/catalog-entry.ts";
import { saysSomething } from "./embedding/content-words.ts";
import { createModelEmbedder } from "./embedding/model-embedder.ts";
import { createFormatChoice } from "./format/format-choice.ts";
import { createGrounding } from "./service/grounding.ts";
import { createPreferences } from "./preferences/preferences.ts";
import type { ListFormat } from "./prompt/build-prompt.ts";
import { rankEntries } from "./ranking/rank-entries.ts";
import { rankWithin } from "./ranking/rank-within.ts";
import { tasteVector } from "./ranking/taste.ts";
import type { RecommendEvent, Recommender } from "./recommender.ts";
import type { RecommendRequest } from "./recommend-request.ts";
import { readCatalogNames, type CatalogNames } from "./reasons/catalog-names.ts";
import { createSpaces } from "./retrieval/spaces.ts";
import { createVectorFiles } from "./retrieval/vector-files.ts";
import { gatherTaste, readStored } from "./service/gather-taste.ts";
import { questionLanguage } from "./service/question-language.ts";
import { readQuery } from "./service/read-query.ts";
import { hearTones } from "./tones/heard-tones.ts";
import { writeList } from "./service/write-list.ts";

export interface RecommenderOptions {
  readonly serving: Pick<Serving, "embed"> & { hold(): Pick<Hold, "reply" | "release"> };
  readonly preferences: PreferenceStore;
  readonly catalog: readonly CatalogEntry[];
  /** The models to try, the requested one first; empty while there is none. */
  readonly models: () => readonly string[];
  /** The name of a configured model; words are compared without one. */
  readonly embeddingModel?: string;
  /** Put before each text for that model. */
  readonly embeddingPrefixes?: { readonly query: string; readonly document: string };
  /** Where that model's vectors of the catalog are stored; without it they are computed at each start. */
  readonly vectorsFolder?: string;
  /** How models are to write their lists. Default `auto`: for each model the format that gave more usable items. */
  readonly format?: ListFormat | "auto";
  /** Identifies the language of a query when the request has none; without it, English. */
  readonly languages?: LanguageIdentifier;
  /** Of a loaded model, where it reports its size: what a very small one chooses is ranked by what it answers. */
  readonly parameterCount?: (model: string) => number | undefined;
  /** In [0, 1): decides when a model is tried with the other format. */
  readonly random?: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

const defaultLimit = 4;

export function createRecommender(options: RecommenderOptions): Recommender {
  const { serving, catalog, clock, log, embeddingModel, embeddingPrefixes, vectorsFolder } = options;
  const closing = new AbortController();
  const modelEmbedder =
    embeddingModel === undefined
      ? undefined
      : createModelEmbedder({
          serving,
          model: embeddingModel,
          prefixes: embeddingPrefixes,
        });
  const files =
    embeddingModel === undefined || vectorsFolder === undefined
      ? undefined
      : createVectorFiles({ folder: vectorsFolder, madeBy: [embeddingModel, embeddingPrefixes?.document ?? ""] });
  const spaces = createSpaces({
    entries: catalog,
    modelEmbedder,
    files,
    clock,
    log,
    signal: closing.signal,
  });
  const grounding = createGrounding(catalog);
  const kinds = new Set(catalog.map(({ kind }) => kind));
  let names: CatalogNames | undefined;
  const formats = createFormatChoice({ setting: options.format ?? "auto", random: options.random ?? Math.random });
  const store = options.preferences;
  const preferences = createPreferences({
    store,
    embedder: spaces.preferred,
    ground: grounding.ground,
    log,
    signal: closing.signal,
  });

  async function* recommendStream(request: RecommendRequest, signal: AbortSignal): AsyncGenerator<RecommendEvent> {
    // A request whose search began before a drain is still written by the model.
    const held = serving.hold();
    try {
      yield* findAndWrite(request, held, signal);
    } finally {
      held.release();
    }
  }

  async function* findAndWrite(
    request: RecommendRequest,
    held: Pick<Serving, "reply">,
    signal: AbortSignal,
  ): AsyncGenerator<RecommendEvent> {
    preferences.embedAgain();
    names ??= readCatalogNames(catalog);
    const { named, years, kind, untitled, rest } = readAskedFor(request.query, names.titles, kinds);
    const wantedKind = request.kind ?? kind;
    const heard = hearTones(rest);
    const read = await readQuery(spaces, { ...heard, hasTitles: named.length > 0 }, log, signal);
    const stored = await readStored(request.userId, store, log);
    const [firstTaste, ...otherTastes] = await Promise.all(
      read.map(({ space }) => gatherTaste(request, space, { stored, named, grounding })),
    );
    const taste = firstTaste ?? [];
    const tastes = [taste, ...otherTastes].map(tasteVector);
    const excluded = new Set(
      taste.flatMap(({ entry, namesakes = [] }) => [entry?.id ?? [], ...namesakes.map(({ id }) => id)].flat()),
    );
    const isWanted = (entry: CatalogEntry): boolean =>
      !excluded.has(entry.id) && (wantedKind === undefined || entry.kind === wantedKind);
    const [first, ...others] = read;
    const views = [
      { ...first, taste: tastes[0] },
      ...others.map((one, index) => ({ ...one, taste: tastes[index + 1] })),
    ] as const;
    const limit = request.limit ?? defaultLimit;
    const asked = { views, heard, namesTitles: named.length > 0, points: taste };
    const within = rankWithin({ years, limit }, isWanted, (isRanked) => rankEntries({ ...asked, isWanted: isRanked }));
    const isHeard = heard.tones.size > 0 || heard.avoided.length > 0;
    const language = request.language ?? questionLanguage(request.query, untitled, options.languages);
    const models = request.model === undefined ? options.models() : [request.model];
    yield* writeList({
      serving: held,
      request,
      models,
      format: formats.choose(models[0]),
      formats,
      language: language ?? "en",
      languages: options.languages,
      parameterCount: options.parameterCount,
      isLanguageKnown: language !== undefined,
      footing: {
        isAsked: isHeard || named.length > 0 || years !== undefined || read.some(({ query }) => query !== undefined),
        hasTaste: tastes.some((one) => one !== undefined),
        hasWords: saysSomething(rest),
        years,
      },
      signal,
      limit,
      ranking: within.ranking,
      taste,
      names,
      isOpen: request.mode === "open" || within.ranking.candidates.length === 0,
      isWanted: within.isWanted,
      ground: (title, year) => grounding.ground(title, year, request.kind),
    });
  }

  return {
    recommendStream,
    async recommend(request, signal) {
      for await (const event of recommendStream(request, signal)) if (event.type === "done") return event.result;
      throw new ReparteeError("internal", "A recommendation ended without a terminal event");
    },
    addPreference: preferences.add,
    listPreferences: preferences.list,
    removePreference: preferences.remove,
    searchPreferences: preferences.search,
    async [Symbol.asyncDispose]() {
      closing.abort(new ReparteeError("draining", "Repartee is closing"));
      await Promise.all([spaces.settled(), preferences.settled()]);
    },
  };
}
