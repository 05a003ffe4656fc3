/**
 * How the next token is picked from the model's distribution. Every field is optional: what is absent takes the
 * model's default (`defaultSampling`).
 */
export interface SamplingOptions {
  /** 0 picks the likeliest token each time; 1 samples the model's own distribution. Range 0–2. */
  readonly temperature?: number;
  /** Keep the `topK` likeliest tokens; 0 keeps all. A whole number below 2³¹. */
  readonly topK?: number;
  /** Keep the smallest set of tokens whose probabilities sum to at least `topP`. Range 0–1; 1 keeps all. */
  readonly topP?: number;
  /** Keep tokens at least `minP` times as likely as the likeliest. Range 0–1; 0 keeps all. */
  readonly minP?: number;
  /** Divides the logits of tokens seen lately. 1 is off. Range 0.1–2. */
  readonly repeatPenalty?: number;
  /** Subtracted once from the logit of every token that occurred in the reply. Range -2–2. */
  readonly presencePenalty?: number;
  /** Subtracted from a token's logit for each time it occurred in the reply. Range -2–2. */
  readonly frequencyPenalty?: number;
  /** Same seed, same request, same model, same build: same reply. Unsigned 32-bit; absent means random. */
  readonly seed?: number;
  /** Added to the logits of the named token ids before sampling. Range -100–100; -100 forbids, 100 forces. */
  readonly logitBias?: Readonly<Record<number, number>>;
}

/** Each option by name, for code that must not forget one: a new option is a type error there. */
export type EverySamplingOption = { readonly [Name in keyof Required<SamplingOptions>]: SamplingOptions[Name] };

/** What a request that names nothing gets: the values llama.cpp's own server starts with. */
export const defaultSampling: Required<Omit<SamplingOptions, "seed" | "logitBias">> = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1,
  presencePenalty: 0,
  frequencyPenalty: 0,
};
