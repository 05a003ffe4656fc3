import { describe, expect, it } from "vitest";
import { familyOf } from "./families.ts";
import type { ModelFolder } from "./model-folder.ts";
import { modelSampling, replyRules } from "./reply-sampling.ts";

function folder(
  architecture: string,
  config: ModelFolder["config"] = {},
  rest: Partial<ModelFolder> = {},
): ModelFolder {
  return {
    path: "/models/m",
    config,
    architecture,
    generation: config,
    tokenizerConfig: {},
    chatTemplate: undefined,
    pooling: undefined,
    sentenceConfig: {},
    moduleTypes: [],
    onnxFiles: new Map(),
    ...rest,
  };
}

const conversational = { task_specific_params: { conversational: { max_length: 1000 } } };
const encoded = { is_encoder_decoder: true };

describe("family", () => {
  it.each([
    ["BlenderbotForConditionalGeneration", encoded, "blenderbot"],
    ["T5ForConditionalGeneration", encoded, "encoder-decoder"],
    ["GPT2LMHeadModel", conversational, "dialogpt"],
    ["GPT2LMHeadModel", {}, "causal"],
    ["LlamaForCausalLM", {}, "causal"],
    ["BertModel", {}, "encoder"],
    ["XLMRobertaForMaskedLM", {}, "encoder"],
    ["Qwen2VLForConditionalGeneration", {}, undefined],
    ["T5Model", encoded, undefined],
    ["", {}, undefined],
  ] as const)("of %s with %o is %s", (architecture, config, id) => {
    expect(familyOf(folder(architecture, config))?.id).toBe(id);
  });

  it("of whatever has a pooling layer is the one for embeddings", () => {
    expect(familyOf(folder("Qwen3ForCausalLM", {}, { pooling: {} }))?.kind).toBe("feature-extraction");
  });
});

describe("sampling of a model", () => {
  it("is the family's, then the repository's own where that samples", () => {
    const dialogpt = folder("GPT2LMHeadModel", conversational);
    const family = familyOf(dialogpt);
    if (family === undefined) throw new Error("there is no such family");
    expect(modelSampling(family, dialogpt)).toMatchObject({ temperature: 0.8, topK: 100, topP: 0.7, repeatPenalty: 1 });
    const searching = { ...dialogpt, generation: { temperature: 0.2, repetition_penalty: 1.3 } };
    expect(modelSampling(family, searching)).toMatchObject({ temperature: 0.8, repeatPenalty: 1.3 });
    const sampling = { ...dialogpt, generation: { do_sample: true, temperature: 0.2, top_k: 7, top_p: 0.5 } };
    expect(modelSampling(family, sampling)).toMatchObject({ temperature: 0.2, topK: 7, topP: 0.5 });
  });

  it("ends at every token that is named for it, and not before the least length", () => {
    const several = folder("LlamaForCausalLM", { eos_token_id: [5, 6], min_length: 9 });
    expect(replyRules(several, 2)).toEqual({ endIds: new Set([5, 6, 2]), minTokens: 0, noRepeatRun: 0 });
    const blenderbot = folder("B", { ...encoded, eos_token_id: 2, min_length: 20, no_repeat_ngram_size: 3 });
    expect(replyRules(blenderbot, undefined)).toEqual({ endIds: new Set([2]), minTokens: 19, noRepeatRun: 3 });
  });
});
