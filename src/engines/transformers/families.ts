/**
 * The models that this engine runs, as data: to add a family, add a row. The first row that matches a repository's
 * `config.json` is taken, so the special ones come before the general ones.
 */
import type { SamplingOptions } from "../../core/sampling.ts";
import type { ModelFolder } from "./model-folder.ts";
import { firstNumber } from "./config-values.ts";

/** How a model is evaluated. */
export type ModelKind = "causal" | "encoder-decoder" | "feature-extraction";

/**
 * How conversations are written.
 * - `template`: the repository's own Jinja template; ChatML where it has none.
 * - `turns-ended`: each turn followed by the end token; no roles (DialoGPT).
 * - `two-spaces`: turns parted by two spaces, users' with a space in front; no roles (BlenderBot).
 * - `newest-turn`: the user's last message alone (models that carry out one instruction, such as T5).
 */
export type ChatFormat = "template" | "turns-ended" | "two-spaces" | "newest-turn";

export interface ModelFamily {
  readonly id: string;
  readonly kind: ModelKind;
  readonly matches: (folder: ModelFolder) => boolean;
  readonly chat: ChatFormat;
  /**
   * What happens to a conversation that is too long: `oldest-turns` leaves out whole turns from the beginning, never
   * the newest one, and says so in the reply; `refuse` is an error.
   */
  readonly tooLong: "oldest-turns" | "refuse";
  /** Part of the context window that is kept free for the reply when turns are left out. 0–1. */
  readonly replyShare: number;
  /** Tokens of prompt and reply together; absent where `config.json` has it. */
  readonly positions?: number;
  /** What a request that names nothing gets, before the repository's generation_config.json. */
  readonly sampling: SamplingOptions;
}

export const families: readonly ModelFamily[] = [
  {
    id: "sentence-transformers",
    kind: "feature-extraction",
    matches: ({ pooling }) => pooling !== undefined,
    chat: "template",
    tooLong: "refuse",
    replyShare: 0,
    sampling: {},
  },
  {
    id: "blenderbot",
    kind: "encoder-decoder",
    matches: ({ architecture }) => architecture === "BlenderbotForConditionalGeneration",
    chat: "two-spaces",
    tooLong: "oldest-turns",
    replyShare: 0,
    positions: 128,
    // The published settings are for a search with ten beams; without beams these keep it from repeating itself.
    sampling: { temperature: 0.7, topK: 0, topP: 0.9, minP: 0 },
  },
  {
    id: "encoder-decoder",
    kind: "encoder-decoder",
    matches: ({ architecture, config }) =>
      config["is_encoder_decoder"] === true && /(ForConditionalGeneration|ForSeq2SeqLM)$/.test(architecture),
    chat: "newest-turn",
    tooLong: "refuse",
    replyShare: 0,
    positions: 512,
    sampling: {},
  },
  {
    id: "dialogpt",
    kind: "causal",
    matches: ({ architecture, config }) =>
      architecture === "GPT2LMHeadModel" &&
      firstNumber(config, ["task_specific_params.conversational.max_length"]) !== undefined,
    chat: "turns-ended",
    tooLong: "oldest-turns",
    replyShare: 0.25,
    // As its model card samples.
    sampling: { temperature: 0.8, topK: 100, topP: 0.7, minP: 0 },
  },
  {
    id: "causal",
    kind: "causal",
    matches: ({ architecture }) => /(ForCausalLM|LMHeadModel)$/.test(architecture),
    chat: "template",
    tooLong: "refuse",
    replyShare: 0,
    sampling: {},
  },
  {
    id: "encoder",
    kind: "feature-extraction",
    matches: ({ architecture, config }) =>
      config["is_encoder_decoder"] !== true && /(Model|ForMaskedLM)$/.test(architecture),
    chat: "template",
    tooLong: "refuse",
    replyShare: 0,
    sampling: {},
  },
];

/** The row for a repository; undefined when none of them can run it. */
export function familyOf(folder: ModelFolder): ModelFamily | undefined {
  return families.find(({ matches }) => matches(folder));
}
