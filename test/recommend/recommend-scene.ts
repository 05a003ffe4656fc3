import { onTestFinished } from "vitest";
import { silentLog } from "../../src/core/log.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import type { PreferenceStore } from "../../src/core/stores.ts";
import type { RecommenderOptions } from "../../src/recommend/create-recommender.ts";
import {
  createMemoryPreferenceStore,
  createRecommender,
  openCatalog,
  type Recommender,
} from "../../src/recommend/index.ts";
import type { FakeModelScript, FakeStep } from "../../src/testing/index.ts";
import { createScene, type Scene } from "../serving/scene.ts";

export interface RecommendScene {
  readonly scene: Scene;
  readonly recommender: Recommender;
  readonly store: PreferenceStore;
}

const catalog = openCatalog([]);

/** The real recommender on real serving; only the model's words are scripted. No script: there is no model. */
export async function createRecommendScene(
  script?: FakeModelScript,
  options: Partial<RecommenderOptions> = {},
): Promise<RecommendScene> {
  const scene = await createScene({ models: script === undefined ? {} : { small: script } });
  const store = options.preferences ?? createMemoryPreferenceStore();
  const recommender = createRecommender({
    serving: scene.serving,
    catalog,
    models: () => (script === undefined ? [] : ["small"]),
    log: silentLog,
    clock: scene.clock,
    ...options,
    preferences: store,
  });
  onTestFinished(async () => {
    await recommender[Symbol.asyncDispose]();
    await scene.pool[Symbol.asyncDispose]();
  });
  return { scene, recommender, store };
}

/** The candidates that a model was given, by id. */
export function candidatesOf(
  request: GenerateRequest | undefined,
): readonly { readonly id: string; readonly title: string; readonly about: string }[] {
  const prompt = request?.input.kind === "chat" ? (request.input.messages.at(-1)?.content ?? "") : "";
  return [...prompt.matchAll(/^\[(m\d+)\] (.+?)(?: \(\d{4}\))? \|.*\| (.*)$/gm)].map(
    ([, id = "", title = "", about = ""]) => ({ id, title, about }),
  );
}

/** A reply in tokens of a few letters each, so that markers and titles are split. */
export function says(text: string): FakeStep {
  return { type: "tokens", texts: text.match(/[\s\S]{1,5}/gu) ?? [] };
}
