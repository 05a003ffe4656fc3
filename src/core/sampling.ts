/** An option that is one number. What applies to each of them alike is derived from its rule, wherever it is read. */
export interface NumberRule {
  /** Its name in requests, and in messages about them. */
  readonly field: string;
  readonly min: number;
  readonly max: number;
  readonly isWhole?: true;
  /** What a request gets that names nothing: the values llama.cpp's own server starts with. */
  readonly default: number;
  /** The value that changes nothing. */
  readonly off: number;
  readonly description: string;
}

const share = { min: 0, max: 1 };
const penalty = { min: -2, max: 2, default: 0, off: 0 };

function ruleOf<Field extends string>(
  field: Field,
  rest: Omit<NumberRule, "field" | "description">,
  description: string,
): NumberRule & { readonly field: Field } {
  return { field, ...rest, description };
}

/** How the next token is picked, by one number each. */
export const samplingRules = {
  temperature: ruleOf(
    "temperature",
    { min: 0, max: 2, default: 0.8, off: 1 },
    "0 chooses the likeliest token each time; 1 samples the model's own distribution.",
  ),
  topK: ruleOf(
    "top_k",
    { min: 0, max: 2 ** 31 - 1, isWhole: true, default: 40, off: 0 },
    "Keep this many of the likeliest tokens; 0 keeps all.",
  ),
  topP: ruleOf("top_p", { ...share, default: 0.95, off: 1 }, "Keep the likeliest tokens that sum to this probability."),
  minP: ruleOf(
    "min_p",
    { ...share, default: 0.05, off: 0 },
    "Keep tokens at least this many times as likely as the likeliest.",
  ),
  xtcProbability: ruleOf(
    "xtc_probability",
    { ...share, default: 0, off: 0 },
    "How often, per token, all likely tokens but the least likely of them are left out (XTC).",
  ),
  xtcThreshold: ruleOf(
    "xtc_threshold",
    { ...share, default: 0.1, off: 1 },
    "How probable a token is that XTC counts as likely; above 0.5 leaves nothing out.",
  ),
  repeatPenalty: ruleOf(
    "repeat_penalty",
    { min: 0.1, max: 2, default: 1, off: 1 },
    "Divides the logits of tokens seen lately; 1 is off.",
  ),
  presencePenalty: ruleOf(
    "presence_penalty",
    penalty,
    "Subtracted once from the logit of every token that occurred in the reply.",
  ),
  frequencyPenalty: ruleOf(
    "frequency_penalty",
    penalty,
    "Subtracted from a token's logit for each time it occurred in the reply.",
  ),
};

export type SamplingName = keyof typeof samplingRules;
export type SamplingField = (typeof samplingRules)[SamplingName]["field"];
export type SamplingRule = NumberRule & { readonly field: SamplingField };

/** Every field is optional: what is absent takes the model's default (`defaultSampling`). */
export type SamplingOptions = { readonly [Name in SamplingName]?: number } & {
  /** Same seed, same request, same model, same build: same reply. Unsigned 32-bit; absent means random. */
  readonly seed?: number;
  /** Added to the logits of the named token ids before sampling. Range -100–100; -100 forbids, 100 forces. */
  readonly logitBias?: Readonly<Record<number, number>>;
};

export const samplingNames = Object.keys(samplingRules) as readonly SamplingName[];

/** A value for each option, by its name. */
export function bySamplingName<T>(valueOf: (rule: SamplingRule, name: SamplingName) => T): Record<SamplingName, T> {
  const entries = samplingNames.map((name) => [name, valueOf(samplingRules[name], name)]);
  return Object.fromEntries(entries) as Record<SamplingName, T>;
}

/** A value for each option, by its name in requests. */
export function bySamplingField<T>(valueOf: (rule: SamplingRule, name: SamplingName) => T): Record<SamplingField, T> {
  const entries = samplingNames.map((name) => [samplingRules[name].field, valueOf(samplingRules[name], name)]);
  return Object.fromEntries(entries) as Record<SamplingField, T>;
}

/** What a request that names nothing gets. */
export const defaultSampling: Readonly<Record<SamplingName, number>> = bySamplingName((rule) => rule.default);
