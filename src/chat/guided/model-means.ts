/**
 * What helps a model of a given size to answer as a persona: measured where it is said, by size and never by name. See
 * docs/personas.md, "What helps which model".
 */
import { languages, type Language } from "../../core/language.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { SamplingOptions } from "../../core/sampling.ts";

/**
 * `short`: one paragraph, two example turns, bare words. `full`: the guidelines as well, emotion tags in front of the
 * persona's replies and notes in front of the user's words.
 */
export type PromptLayout = "short" | "full";

export interface ModelMeans {
  readonly layout: PromptLayout;
  /** Candidates of a guided reply, at most; 0 leaves the whole reply to the model. */
  readonly candidates: number;
  /** Overrides the persona's. */
  readonly sampling: SamplingOptions;
  /** In others, what the model writes is not worth asking for: the written reply answers. */
  readonly languages: readonly Language[];
}

interface SizedMeans extends ModelMeans {
  /** Parameters; models with at least so many are of the next row. */
  readonly below: number;
}

/**
 * Of 60 lines on SmolLM2-135M: short prompt alone 13 of 15 and 9 of 20 fit in two samples, guided with five candidates
 * 43 of 60 are the model's and fit; 0.4 and 0.7 differ by two lines. In other languages than English it writes nothing
 * usable. The border above it is a guess until a model between is measured.
 */
const bySize: readonly SizedMeans[] = [
  { below: 400e6, layout: "short", candidates: 5, sampling: { temperature: 0.4 }, languages: ["en"] },
  { below: 2e9, layout: "short", candidates: 0, sampling: { temperature: 0.3 }, languages },
  { below: Infinity, layout: "full", candidates: 0, sampling: {}, languages },
];

/** For models that do not report their size: other servers', mostly, and larger. */
const unknownSize: ModelMeans = { layout: "full", candidates: 0, sampling: {}, languages };

export function meansFor({ parameterCount }: Pick<ModelInfo, "parameterCount">): ModelMeans {
  if (parameterCount === undefined) return unknownSize;
  return bySize.find(({ below }) => parameterCount < below) ?? unknownSize;
}
