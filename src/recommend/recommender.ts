import type { Preference } from "../core/preference.ts";
import type { ReplySource } from "../core/reply.ts";
import type { NewPreference, PreferenceQuery, PreferenceSearch } from "./preferences/preference-requests.ts";
import type { ListFormat } from "./prompt/build-prompt.ts";
import type { RecommendRequest } from "./recommend-request.ts";

export interface Recommendation {
  readonly title: string;
  /** Null when neither the catalog nor the model gives it. */
  readonly year: number | null;
  /** Empty when none is known. */
  readonly description: string;
  /** Why it suits. */
  readonly reason: string;
  /** Who wrote the reason. A model's that the catalog does not bear out is replaced: `written`. */
  readonly reasonSource: "model" | "written";
  /** How likely the user will like it, 0–1. */
  readonly confidence: number;
  /** Whether the catalog has it: an item that is not grounded may be made up. */
  readonly grounded: boolean;
  /** Its id in the catalog; absent when it is not grounded. */
  readonly id?: string;
  /** Who chose it: a model, or Repartee itself. */
  readonly source: ReplySource;
}

export interface Recommendations {
  readonly recommendations: readonly Recommendation[];
  /** How many of them a model chose; the others are the best that retrieval found. */
  readonly byModel: number;
  /** The model's text around its list; a fixed sentence when no model answered. */
  readonly text: string;
  readonly source: ReplySource;
  /** The model that answered; absent for a template. */
  readonly model?: string;
  /** The list format that the model was asked for; absent for a template. */
  readonly format?: ListFormat;
  /** False when a model was cut off; its finished items are used, and the list was filled up. */
  readonly complete: boolean;
  /** Why it is not a whole reply of the requested model: an error code. */
  readonly reason?: string;
}

/** **Exactly one terminal event (`done`), always the last.** */
export type RecommendEvent =
  /** A chunk of `Recommendations.text`, as far as the model wrote it. */
  | { readonly type: "token"; readonly text: string }
  /** One complete item. */
  | { readonly type: "recommendation"; readonly recommendation: Recommendation }
  | { readonly type: "done"; readonly result: Recommendations };

export interface FoundPreference {
  readonly preference: Preference;
  /** Cosine with the query, -1 to 1. */
  readonly similarity: number;
}

export interface Recommender extends AsyncDisposable {
  /** Without a model, the list comes from the catalog alone, marked as such. */
  recommend(request: RecommendRequest, signal: AbortSignal): Promise<Recommendations>;
  /** The same, streamed. Leaving the iteration or aborting the signal frees the model. Never throws. */
  recommendStream(request: RecommendRequest, signal: AbortSignal): AsyncIterable<RecommendEvent>;
  /** `persisted: false`: it is not in the database yet. */
  addPreference(
    preference: NewPreference,
    signal: AbortSignal,
  ): Promise<{ readonly preference: Preference; readonly persisted: boolean }>;
  /** Oldest first. @throws ReparteeError `storage_unavailable`. */
  listPreferences(query: PreferenceQuery): Promise<readonly Preference[]>;
  /** False when the user has no such preference. @throws ReparteeError `storage_unavailable`. */
  removePreference(userId: string, id: string): Promise<boolean>;
  /** Most similar first. @throws ReparteeError `storage_unavailable`. */
  searchPreferences(search: PreferenceSearch, signal: AbortSignal): Promise<readonly FoundPreference[]>;
}
