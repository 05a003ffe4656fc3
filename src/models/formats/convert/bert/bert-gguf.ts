/** A BERT encoder of sentence-transformers as the content of a GGUF file, whose weights are read when they are written. */
import { bool, float32, int32s, type Metadata, string, strings, uint32 } from "../../gguf/write/metadata.ts";
import type { GgufContent } from "../../gguf/write/write-gguf.ts";
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import { encodedTensors, generalMetadata } from "../gguf-parts.ts";
import type { Quantization } from "../quantization.ts";
import type { BertConfig } from "./bert-config.ts";
import { poolingTypes, type Pooling } from "./bert-pooling.ts";
import { planBertTensors } from "./bert-tensors.ts";
import type { BertTokenizer } from "./bert-tokenizer.ts";

export interface BertParts {
  readonly name: string;
  readonly config: BertConfig;
  readonly tokenizer: BertTokenizer;
  readonly pooling: Pooling;
  readonly checkpoint: Checkpoint;
  readonly quantization: Quantization;
  readonly signal: AbortSignal;
}

/** @throws ReparteeError `model_file_invalid` when the checkpoint does not have the tensors that the config says. */
export function bertGguf(parts: BertParts): GgufContent {
  const tensors = planBertTensors(parts.checkpoint, parts.config);
  const metadata = { ...modelMetadata(parts), ...tokenizerMetadata(parts.tokenizer, parts.config) };
  return { metadata, tensors: encodedTensors(tensors, parts) };
}

function modelMetadata({ name, config, quantization, pooling }: BertParts): Metadata {
  return {
    ...generalMetadata("bert", name, quantization),
    "bert.context_length": uint32(config.contextLength),
    "bert.embedding_length": uint32(config.embedding),
    "bert.block_count": uint32(config.layers),
    "bert.feed_forward_length": uint32(config.feedForward),
    "bert.attention.head_count": uint32(config.heads),
    "bert.attention.layer_norm_epsilon": float32(config.layerNormEpsilon),
    "bert.attention.causal": bool(false),
    "bert.pooling_type": uint32(poolingTypes[pooling]),
  };
}

function tokenizerMetadata({ tokens, tokenTypes, special }: BertTokenizer, config: BertConfig): Metadata {
  return {
    "tokenizer.ggml.model": string("bert"),
    "tokenizer.ggml.pre": string("default"),
    "tokenizer.ggml.token_type_count": uint32(config.segmentTypes),
    "tokenizer.ggml.tokens": strings(tokens),
    "tokenizer.ggml.token_type": int32s(tokenTypes),
    "tokenizer.ggml.bos_token_id": uint32(special["[CLS]"]),
    "tokenizer.ggml.eos_token_id": uint32(special["[SEP]"]),
    // As llama.cpp spells it.
    "tokenizer.ggml.seperator_token_id": uint32(special["[SEP]"]),
    "tokenizer.ggml.cls_token_id": uint32(special["[CLS]"]),
    "tokenizer.ggml.padding_token_id": uint32(special["[PAD]"]),
    "tokenizer.ggml.unknown_token_id": uint32(special["[UNK]"]),
    "tokenizer.ggml.mask_token_id": uint32(special["[MASK]"]),
  };
}
