/**
 * A Hugging Face GPT-2 as the content of a GGUF file, whose weights are read when they are written.
 */
import { bool, float32, int32s, type Metadata, string, strings, uint32 } from "../../gguf/write/metadata.ts";
import type { GgufContent } from "../../gguf/write/write-gguf.ts";
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import { encodedTensors, generalMetadata } from "../gguf-parts.ts";
import type { Quantization } from "../quantization.ts";
import type { Gpt2Config } from "./gpt2-config.ts";
import { planGpt2Tensors } from "./gpt2-tensors.ts";
import type { Gpt2Tokenizer } from "./gpt2-tokenizer.ts";

export interface Gpt2Parts {
  readonly name: string;
  readonly config: Gpt2Config;
  readonly tokenizer: Gpt2Tokenizer;
  readonly chatTemplate: string;
  readonly checkpoint: Checkpoint;
  readonly quantization: Quantization;
  readonly signal: AbortSignal;
}

/** @throws ReparteeError `model_file_invalid` when the checkpoint does not have the tensors that the config says. */
export function gpt2Gguf(parts: Gpt2Parts): GgufContent {
  const tensors = planGpt2Tensors(parts.checkpoint, parts.config);
  const metadata = { ...modelMetadata(parts), ...tokenizerMetadata(parts) };
  return { metadata, tensors: encodedTensors(tensors, parts) };
}

function modelMetadata({ name, config, quantization }: Gpt2Parts): Metadata {
  return {
    ...generalMetadata("gpt2", name, quantization),
    "gpt2.context_length": uint32(config.contextLength),
    "gpt2.embedding_length": uint32(config.embedding),
    "gpt2.block_count": uint32(config.layers),
    "gpt2.feed_forward_length": uint32(config.feedForward),
    "gpt2.attention.head_count": uint32(config.heads),
    "gpt2.attention.layer_norm_epsilon": float32(config.layerNormEpsilon),
  };
}

function tokenizerMetadata({ tokenizer, chatTemplate }: Gpt2Parts): Metadata {
  return {
    "tokenizer.ggml.model": string("gpt2"),
    "tokenizer.ggml.pre": string("gpt-2"),
    "tokenizer.ggml.tokens": strings(tokenizer.tokens),
    "tokenizer.ggml.token_type": int32s(tokenizer.tokenTypes),
    "tokenizer.ggml.merges": strings(tokenizer.merges),
    "tokenizer.ggml.bos_token_id": uint32(tokenizer.bosToken),
    "tokenizer.ggml.eos_token_id": uint32(tokenizer.eosToken),
    "tokenizer.ggml.add_bos_token": bool(false),
    "tokenizer.chat_template": string(chatTemplate),
  };
}
