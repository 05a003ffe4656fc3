import type { LanguageModel } from "./language-model.ts";
import { evaluate, maskTensor, rowTensor, type Library, type PreTrainedModel } from "./library.ts";
import { lastLogits } from "./last-logits.ts";
import { cutCache, nextCache, type Cache } from "./attention-cache.ts";

/** What a causal model has read: how many tokens, and its keys and values for them. */
interface Read {
  readonly length: number;
  readonly cache: Cache | undefined;
}

export interface CausalModelOptions {
  readonly library: Library;
  readonly model: PreTrainedModel;
  /** Prompt tokens evaluated in one step. */
  readonly stepTokens: number;
}

/**
 * Whether tokens can be read in several steps. Graphs of two branches were exported for a cache and *one* new
 * token, and a model without keys and values of one length each has a memory that cannot be cut back.
 */
export function readsInSteps(inputNames: readonly string[]): boolean {
  const past = inputNames.filter((name) => name.startsWith("past"));
  return (
    !inputNames.includes("use_cache_branch") &&
    past.length > 0 &&
    past.every((name) => /^past_key_values\.\d+\.(key|value)$/.test(name))
  );
}

/** A model that reads its own text as it grows, such as GPT-2 or Llama. */
export function createCausalModel(options: CausalModelOptions, inSteps: boolean): LanguageModel<Read> {
  const { library, model, stepTokens } = options;
  let remembered: { readonly ids: readonly number[]; readonly cache: Cache } | undefined;

  /** The longest beginning that was read before; at least one token is left to be read, for its logits. */
  function known(ids: readonly number[]): Read {
    if (remembered === undefined) return { length: 0, cache: undefined };
    const most = Math.min(remembered.ids.length, ids.length - 1);
    let length = 0;
    while (length < most && remembered.ids[length] === ids[length]) length += 1;
    const cache = length === 0 ? undefined : cutCache(library, remembered.cache, length);
    return cache === undefined ? { length: 0, cache: undefined } : { length, cache };
  }

  return {
    async begin({ ids }) {
      const read = known(ids);
      const parts: (readonly number[])[] = [];
      const size = inSteps ? stepTokens : ids.length;
      for (let start = read.length; start < ids.length; start += size) parts.push(ids.slice(start, start + size));
      return { read, cachedTokens: read.length, parts };
    },
    async read({ length, cache }, ids) {
      const total = length + ids.length;
      const outputs = await evaluate(model, {
        input_ids: rowTensor(library, ids),
        // Of all that was read: with one of the new tokens alone, a model takes them for the first.
        attention_mask: maskTensor(library, total),
        num_logits_to_keep: new library.Tensor("int64", [1n], []),
        past_key_values: cache,
      });
      return { read: { length: total, cache: nextCache(outputs, cache) }, logits: lastLogits(outputs) };
    },
    remember({ cache }, ids) {
      if (inSteps && cache !== undefined) remembered = { ids, cache };
    },
  };
}
