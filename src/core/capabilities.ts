/** What an engine can do, or why it cannot: the reason reaches users in warnings and in the docs. */
export type Support = true | { readonly unsupported: string };

/** Everything that engines differ in. The order is the order of the table in the docs. */
export interface Capabilities {
  /** Conversations through the model's own chat template. */
  readonly chat: Support;
  /** Continuing a plain text. */
  readonly completion: Support;
  readonly embed: Support;
  /** A probability per label from the model's own logits. */
  readonly classify: Support;
  readonly tokenize: Support;
  readonly tools: Support;
  readonly jsonSchema: Support;
  readonly logprobs: Support;
  readonly logitBias: Support;
  /** Same seed, same reply. */
  readonly seed: Support;
  readonly stop: Support;
  readonly penalties: Support;
  /** A reply that begins with given text. */
  readonly replyPrefix: Support;
  /** Several requests at once on one copy of the weights. */
  readonly parallel: Support;
  /** Prompt tokens shared with an earlier request are not evaluated again. */
  readonly prefixCache: Support;
  readonly lora: Support;
}

export type CapabilityName = keyof Capabilities;
