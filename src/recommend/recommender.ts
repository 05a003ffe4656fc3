import type { Language } from "../core/language.ts";
import type { Preference, PreferenceVerdict } from "../core/preference.ts";
import type { ReplySource } from "../core/reply.ts";
import type { ListFormat } from "./prompt/build-prompt.ts";

/** What a user asks for. */
export interface RecommendRequest {
  readonly requestId: string;
  /** In the user's words; may be empty when there are preferences. */
  readonly query: string;
  /** Whose kept preferences count. */
  readonly userId?: string;
  /** Preferences that come with the question, besides the kept ones. */
  readonly preferences?: readonly NamedPreference[];
  /** How many are wished, 1–20. Default 4. */
  readonly limit?: number;
  /** Such as `movie`; every kind when absent. */
  readonly kind?: string;
  /** The model that writes; the configured one when absent. */
  readonly model?: string;
  /**
   * `catalogue`: only what the catalogue has. `open`: whatever the model knows, each marked as found in the catalogue or
   * not. Default: the catalogue where it has anything of the kind.
   */
  readonly mode?: "catalogue" | "open";
  /** What reasons are written in. Default: the language of `query`, English where that tells none. */
  readonly language?: Language;
}

export interface NamedPreference {
  readonly title: string;
  readonly year?: number;
  /** Default `liked`. */
  readonly verdict?: PreferenceVerdict;
}

export interface Recommendation {
  readonly title: string;
  /** Null where neither catalogue nor model told it. */
  readonly year: number | null;
  /** Empty where none is known. */
  readonly description: string;
  readonly reason: string;
  /** How likely it is that it suits, 0–1. */
  readonly confidence: number;
  /** Whether the catalogue has it: what is not grounded may be made up. */
  readonly grounded: boolean;
  /** Its id in the catalogue; absent for what is not grounded. */
  readonly id?: string;
  /** Who chose it and wrote the reason: a model, or Repartee itself. */
  readonly source: ReplySource;
}

export interface Recommendations {
  readonly recommendations: readonly Recommendation[];
  /** What the model wrote around its list; a written sentence where no model answered. */
  readonly text: string;
  readonly source: ReplySource;
  /** The model that answered; absent for a template. */
  readonly model?: string;
  /** How that model was asked to write its list; absent for a template. */
  readonly format?: ListFormat;
  /** False when a model was cut off; its finished items stand, and the list was filled up. */
  readonly complete: boolean;
  /** Why it is not a whole reply of the model that was asked for: an error code. */
  readonly reason?: string;
}

/** **Exactly one terminal event (`done`), always the last.** */
export type RecommendEvent =
  /** A piece of the model's reply as it is written. */
  | { readonly type: "token"; readonly text: string }
  /** One item that is complete and may be shown. */
  | { readonly type: "recommendation"; readonly recommendation: Recommendation }
  | { readonly type: "done"; readonly result: Recommendations };

export interface NewPreference {
  /** Storing the same id again replaces it; made here when absent. */
  readonly id?: string;
  readonly userId: string;
  /** Default `movie`. */
  readonly kind?: string;
  readonly title: string;
  readonly year?: number;
  readonly description?: string;
  /** Default `liked`. */
  readonly verdict?: PreferenceVerdict;
}

export interface PreferenceQuery {
  readonly userId: string;
  readonly kind?: string;
}

export interface PreferenceSearch extends PreferenceQuery {
  readonly query: string;
  /** At most 100. Default 10. */
  readonly limit?: number;
}

export interface FoundPreference {
  readonly preference: Preference;
  /** Cosine with the query, -1 to 1. */
  readonly similarity: number;
}

export interface Recommender extends AsyncDisposable {
  /** Never fails for want of a model: the list then comes from the catalogue alone and says so. */
  recommend(request: RecommendRequest, signal: AbortSignal): Promise<Recommendations>;
  /** The same while it is written. Leaving the iteration or aborting the signal frees the model. Never throws. */
  recommendStream(request: RecommendRequest, signal: AbortSignal): AsyncIterable<RecommendEvent>;
  /** `persisted: false`: the database did not take it yet. */
  addPreference(
    preference: NewPreference,
    signal: AbortSignal,
  ): Promise<{ readonly preference: Preference; readonly persisted: boolean }>;
  /** Oldest first. @throws ReparteeError `storage_unavailable`. */
  listPreferences(query: PreferenceQuery): Promise<readonly Preference[]>;
  /** False when the user has no such preference. @throws ReparteeError `storage_unavailable`. */
  removePreference(userId: string, id: string): Promise<boolean>;
  /** Most alike first. @throws ReparteeError `storage_unavailable`. */
  searchPreferences(search: PreferenceSearch, signal: AbortSignal): Promise<readonly FoundPreference[]>;
}
