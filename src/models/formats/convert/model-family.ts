/** The kinds of models that are converted. */
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { GgufContent } from "../gguf/write/write-gguf.ts";
import { isBert, readBertConfig } from "./bert/bert-config.ts";
import { bertGguf } from "./bert/bert-gguf.ts";
import { readBertPooling } from "./bert/bert-pooling.ts";
import { expectedBertTensors } from "./bert/bert-tensors.ts";
import { readBertTokenizer } from "./bert/bert-tokenizer.ts";
import { chooseChatTemplate } from "./gpt2/dialogue-template.ts";
import { isGpt2, readGpt2Config } from "./gpt2/gpt2-config.ts";
import { gpt2Gguf } from "./gpt2/gpt2-gguf.ts";
import { countGpt2Tensors } from "./gpt2/gpt2-tensors.ts";
import { readGpt2Tokenizer } from "./gpt2/gpt2-tokenizer.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Quantization } from "./quantization.ts";
import { jsonObject, readJsonFile, type JsonObject } from "./read-json.ts";

export interface ModelFamily {
  /** As `config.json` names it in `model_type`. */
  readonly id: string;
  readonly matches: (description: JsonObject) => boolean;
  /** What `auto` is. */
  readonly usualQuantization: Quantization;
  /** @throws ReparteeError `model_file_invalid`, `model_file_missing`, `model_load_failed`. */
  readonly plan: (files: ModelFolder, description: JsonObject) => Promise<ConversionPlan>;
}

export interface ConversionPlan {
  /** Family and size, such as `gpt2-24x1024`. */
  readonly name: string;
  readonly tensorCount: number;
  readonly content: (
    checkpoint: Checkpoint,
    options: { readonly quantization: Quantization; readonly signal: AbortSignal },
  ) => Promise<GgufContent>;
}

const gpt2: ModelFamily = {
  id: "gpt2",
  matches: isGpt2,
  // Half the size and memory traffic of f16, and no loss that anybody would see in an answer. Models of this family are
  // small enough not to need q4.
  usualQuantization: "q8",
  async plan(files, description) {
    const config = readGpt2Config(description);
    const name = `gpt2-${config.layers}x${config.embedding}`;
    return {
      name,
      tensorCount: countGpt2Tensors(config),
      async content(checkpoint, options) {
        const tokenizer = await readGpt2Tokenizer(files.tokenizer, config);
        const chatTemplate = chooseChatTemplate(await ownChatTemplate(files));
        return gpt2Gguf({ name, config, tokenizer, chatTemplate, checkpoint, ...options });
      },
    };
  },
};

const bert: ModelFamily = {
  id: "bert",
  matches: isBert,
  // Vectors are compared with one another by small differences; the largest of these models has 670 MB.
  usualQuantization: "f16",
  async plan(files, description) {
    const config = readBertConfig(description);
    const pooling = await readBertPooling(files);
    const name = `bert-${config.layers}x${config.embedding}`;
    return {
      name,
      tensorCount: expectedBertTensors(config).length,
      async content(checkpoint, options) {
        const tokenizer = await readBertTokenizer(files.tokenizer, config);
        return bertGguf({ name, config, tokenizer, pooling, checkpoint, ...options });
      },
    };
  },
};

export const modelFamilies: readonly ModelFamily[] = [gpt2, bert];

export function familyOf(description: JsonObject): ModelFamily | undefined {
  return modelFamilies.find((family) => family.matches(description));
}

async function ownChatTemplate({ tokenizerConfig }: ModelFolder): Promise<unknown> {
  return tokenizerConfig === undefined ? undefined : (await readJsonFile(tokenizerConfig, jsonObject))["chat_template"];
}
