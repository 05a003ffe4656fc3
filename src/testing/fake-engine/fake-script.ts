import type { ReparteeError } from "../../core/errors.ts";
import type { FinishReason } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { Gate } from "./gate.ts";

/** What a fake model does next while it answers. */
export type FakeStep =
  /** Each text is one token. They heed `maxTokens` and `stop` like those of a real model. */
  | { readonly type: "tokens"; readonly texts: readonly string[] }
  /** One whole tool call in pieces of one token each; the reply then ends with `tool-calls`. */
  | { readonly type: "tool-call"; readonly id: string; readonly name: string; readonly pieces: readonly string[] }
  /** Replaces the one prefill event that a reply otherwise begins with. */
  | {
      readonly type: "prefill";
      readonly processedTokens: number;
      readonly totalTokens: number;
      readonly cachedTokens: number;
    }
  | { readonly type: "wait"; readonly gate: Gate }
  /** On the fake engine's clock. */
  | { readonly type: "delay"; readonly ms: number }
  /** Goes on by nothing but abort, unload or crash. */
  | { readonly type: "hang" }
  /** As `hang`, and deaf to abort: a native engine that is stuck. Only unload or crash ends it. */
  | { readonly type: "wedge" }
  | { readonly type: "fail"; readonly error: ReparteeError }
  /** The model's process dies: `closed` is aborted and every running reply ends in `runner_crashed`. */
  | { readonly type: "crash" }
  /** Ends the reply here. A script that simply ends does so with `stop`. */
  | { readonly type: "finish"; readonly reason: FinishReason };

/** What a fake model does next while it loads. */
export type FakeLoadStep =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "wait"; readonly gate: Gate }
  | { readonly type: "delay"; readonly ms: number }
  | { readonly type: "hang" }
  | { readonly type: "fail"; readonly error: ReparteeError };

export interface FakeModelScript {
  /** One list for each load, in order; the last one holds for all later loads. Absent: loads at once. */
  readonly loads?: readonly (readonly FakeLoadStep[])[];
  /**
   * One list for each reply, in the order of the requests; the last one holds for all later requests. An empty list is
   * an empty reply. Absent: the model repeats the user's last words, or writes what tools and formats call for.
   */
  readonly replies?: readonly (readonly FakeStep[])[] | ((request: GenerateRequest) => readonly FakeStep[]);
  /** Requests that run at once; more wait. Default 4. */
  readonly slots?: number;
  /** Default 4096. */
  readonly contextWindowTokens?: number;
  /** Where it runs. Default `none`. */
  readonly device?: string;
  /** Not reported when absent. */
  readonly parameterCount?: number;
}
