import { ReparteeError } from "./errors.ts";
import type { PromptInput } from "./generate-request.ts";
import type { Usage } from "./usage.ts";

/** Which of `labels` would the model write next? */
export interface ClassifyRequest {
  readonly id: string;
  readonly input: PromptInput;
  /** Text that the reply begins with, before the label. */
  readonly replyPrefix?: string;
  /** 2–64 different texts, none empty. */
  readonly labels: readonly string[];
}

export interface ClassifyResult {
  /** In the order of the request; the probabilities sum to 1. */
  readonly labels: readonly { readonly label: string; readonly probability: number }[];
  readonly usage: Usage;
}

/** @param labels As the model's tokens. @throws ReparteeError `invalid_request` */
export function checkLabels(labels: readonly (readonly number[])[]): void {
  const distinct = new Set(labels.map((tokens) => tokens.join()));
  if (labels.length >= 2 && distinct.size === labels.length && !distinct.has("")) return;
  throw new ReparteeError(
    "invalid_request",
    "Cannot classify: at least two labels are needed, all different and none empty",
    { param: "labels" },
  );
}
