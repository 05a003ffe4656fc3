import { quantizationOf } from "./file-type.ts";
import type { GgufSummary } from "./gguf-summary.ts";
import { createHeaderFields, type HeaderFields } from "./header-fields.ts";
import type { Metadata } from "./metadata.ts";
import { quote } from "./read-metadata.ts";
import type { TensorInfo } from "./tensor-info.ts";
import { sumWeightBytes } from "./weight-bytes.ts";

/** A model's header, of all parts together. */
export interface ModelHeader {
  readonly version: number;
  readonly metadata: Metadata;
  readonly tensors: readonly TensorInfo[];
  readonly sizeBytes: number;
}

/** Bounds of the numbers that native code sizes its tables by. llama.cpp aborts on more than 512 layers. */
const most = {
  layers: 512,
  contextTokens: 2 ** 30,
  embedding: 2 ** 20,
  feedForward: 2 ** 22,
  heads: 2 ** 14,
  headLength: 2 ** 14,
  experts: 4096,
  vocabulary: 2 ** 22,
  fileType: 2 ** 16,
};

/**
 * Reads the facts of a model that can be loaded by itself.
 * @throws ReparteeError `model_file_invalid` when a key that every such model has is missing or senseless, or when the
 * file is something else: an adapter, a projector, a vocabulary without weights.
 */
export function summarizeGguf(header: ModelHeader, fileName: string): GgufSummary {
  const fields = createHeaderFields(header.metadata, fileName);
  const architecture = readArchitecture(fields, header.tensors);
  const blockCount = fields.requiredCount(`${architecture}.block_count`, most.layers);
  const embeddingLength = fields.requiredCount(`${architecture}.embedding_length`, most.embedding);
  const contextLength = fields.requiredCount(`${architecture}.context_length`, most.contextTokens);
  const name = fields.text("general.name");
  const licence = fields.text("general.license");
  const tokenizerModel = fields.text("tokenizer.ggml.model");
  const slidingWindow = fields.count(`${architecture}.attention.sliding_window`, most.contextTokens) ?? 0;
  return {
    version: header.version,
    architecture,
    name,
    parameterCount: header.tensors.reduce((sum, { weights }) => sum + weights, 0),
    quantization: quantizationOf(fields.count("general.file_type", most.fileType), header.tensors),
    sizeBytes: header.sizeBytes,
    contextLength,
    blockCount,
    embeddingLength,
    feedForwardLength: readFeedForward(fields, architecture),
    ...readHeads(fields, architecture, { blockCount, embeddingLength }),
    ...(slidingWindow === 0 ? {} : { slidingWindow }),
    vocabularySize: readVocabularySize(fields, architecture),
    mergeCount: fields.arrayLength("tokenizer.ggml.merges") ?? 0,
    tokenizerModel,
    hasChatTemplate: fields.has("tokenizer.chat_template"),
    licence,
    weights: sumWeightBytes(header.tensors),
  };
}

/** GGUF files that are no models of their own, by `general.type` or architecture. */
const otherFiles: ReadonlyMap<string, string> = new Map([
  ["adapter", "a LoRA adapter"],
  ["mmproj", "a projector for images or sound"],
  ["clip", "a projector for images or sound"],
  ["imatrix", "an importance matrix"],
]);

function readArchitecture(fields: HeaderFields, tensors: readonly TensorInfo[]): string {
  const architecture = fields.text("general.architecture");
  const type = fields.text("general.type");
  const other = otherFiles.get(type ?? "") ?? otherFiles.get(architecture ?? "");
  const allowed = "a model";
  if (other !== undefined)
    throw fields.refuse({ check: "key-value", offset: 0, subject: "kind of file", found: other, allowed });
  if (architecture === undefined || !/^[a-z0-9][a-z0-9._-]{0,63}$/i.test(architecture)) {
    const found = architecture === undefined ? "missing" : quote(architecture);
    const subject = 'metadata "general.architecture"';
    throw fields.refuse({ check: "required-key", offset: 0, subject, found, allowed: "the architecture's name" });
  }
  if (tensors.length === 0) {
    const found = "a vocabulary without weights";
    throw fields.refuse({ check: "tensor-count", offset: 8, subject: "kind of file", found, allowed });
  }
  return architecture;
}

type Heads = Pick<GgufSummary, "headCount" | "headCountKv" | "headCountKvTotal" | "keyLength" | "valueLength">;

/** Models without attention (state-space models) have no heads and get zeros. */
function readHeads(
  fields: HeaderFields,
  architecture: string,
  { blockCount, embeddingLength }: Pick<GgufSummary, "blockCount" | "embeddingLength">,
): Heads {
  const queryHeads = fields.countPerLayer(`${architecture}.attention.head_count`, most.heads) ?? 0;
  const keyValueHeads = fields.countPerLayer(`${architecture}.attention.head_count_kv`, most.heads) ?? queryHeads;
  const headCount = largest(queryHeads);
  const defaultLength = headCount === 0 ? 0 : Math.floor(embeddingLength / headCount);
  return {
    headCount,
    headCountKv: largest(keyValueHeads),
    headCountKvTotal:
      typeof keyValueHeads === "number"
        ? keyValueHeads * blockCount
        : keyValueHeads.reduce((sum, count) => sum + count, 0),
    keyLength: fields.count(`${architecture}.attention.key_length`, most.headLength) ?? defaultLength,
    valueLength: fields.count(`${architecture}.attention.value_length`, most.headLength) ?? defaultLength,
  };
}

function readFeedForward(fields: HeaderFields, architecture: string): number {
  const dense = largest(fields.countPerLayer(`${architecture}.feed_forward_length`, most.feedForward) ?? 0);
  const expert = fields.count(`${architecture}.expert_feed_forward_length`, most.feedForward) ?? dense;
  const used = fields.count(`${architecture}.expert_used_count`, most.experts) ?? 0;
  return Math.max(dense, expert * used);
}

function readVocabularySize(fields: HeaderFields, architecture: string): number {
  const tokens = fields.arrayLength("tokenizer.ggml.tokens");
  return tokens ?? fields.count(`${architecture}.vocab_size`, most.vocabulary) ?? 0;
}

function largest(counts: number | readonly number[]): number {
  return typeof counts === "number" ? counts : Math.max(0, ...counts);
}
