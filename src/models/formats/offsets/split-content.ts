/** What the two files of a split model hold; weights are read when they are written, about a megabyte at a time. */
import type { FileHandle } from "node:fs/promises";
import { throwIfCancelled } from "../../../core/abort.ts";
import { fileRange, partOf, type ByteSource } from "../byte-source.ts";
import type { GgufHeader } from "../gguf/read/read-gguf.ts";
import type { TensorInfo } from "../gguf/read/tensor-info.ts";
import { float32, string, type EncodedMetadata } from "../gguf/write/metadata.ts";
import { tensorTypes, type TensorType } from "../gguf/write/tensor-type.ts";
import type { GgufContent, Tensor } from "../gguf/write/write-gguf.ts";
import { blockSums, blockWeights, offsetsOf, withoutOffsets } from "./offset-blocks.ts";

export interface SplitSource {
  readonly header: GgufHeader;
  readonly file: FileHandle;
  /** Names the file in errors. */
  readonly label: string;
  readonly signal: AbortSignal;
}

/**
 * The adapter's matrices are in Q8_0, whose blocks have as many weights. In F16 a token of one stream took a sixth longer:
 * rows of less than 64 numbers are summed one by one there.
 */
const rankStep = tensorTypes.Q8_0.blockWeights;

/** About so many bytes are read at once. */
const pieceBytes = 2 ** 20;

/** The same model with Q4_0 in place of Q4_1, its metadata untouched. */
export async function weightsContent(source: SplitSource): Promise<GgufContent> {
  const { header } = source;
  return {
    metadata: await encodedMetadata(source),
    tensors: header.tensors.map((tensor): Tensor => {
      const { name, shape, type } = tensor;
      const isSplit = isSplittable(tensor);
      return {
        name,
        shape,
        type: isSplit ? "Q4_0" : knownType(type.name),
        data: () => piecesOf(source, tensor, (piece) => (isSplit ? withoutOffsets(piece) : piece)),
      };
    }),
  };
}

export function adapterContent(source: SplitSource): GgufContent {
  const { header } = source;
  return {
    metadata: {
      "general.type": string("adapter"),
      "general.architecture": string(splitArchitecture),
      "adapter.type": string("lora"),
      // 0: what the adapter adds is added as it is, whatever its rank.
      "adapter.lora.alpha": float32(0),
    },
    tensors: header.tensors.filter(isSplittable).flatMap((tensor): Tensor[] => {
      const { name, shape } = tensor;
      const [rowLength = blockWeights, rows = 1] = shape;
      const blocks = rowLength / blockWeights;
      const rank = Math.ceil(blocks / rankStep) * rankStep;
      return [
        { name: `${name}.lora_a`, type: "Q8_0", shape: [rowLength, rank], data: () => [blockSums(blocks, rank)] },
        {
          name: `${name}.lora_b`,
          type: "Q8_0",
          shape: [rank, rows],
          data: () => piecesOf(source, tensor, (piece) => offsetsOf(piece, blocks, rank)),
        },
      ];
    }),
  };
}

/** Its graph applies adapters to each matrix that is split; in other graphs llama.cpp leaves some out without a word. */
const splitArchitecture = "llama";

const splitNames = /^blk\.\d+\.(?:attn_(?:q|k|v|output)|ffn_(?:gate|up|down))\.weight$/;

function isSplittable({ name, type, shape }: Pick<TensorInfo, "name" | "type" | "shape">): boolean {
  return type.name === "Q4_1" && shape.length === 2 && splitNames.test(name);
}

/** Whether a model has offsets to split off, and all else in it can be written again. */
export function canBeSplit({ metadata, tensors, alignment }: GgufHeader): boolean {
  const architecture = metadata.get("general.architecture");
  return (
    architecture?.kind === "text" &&
    architecture.value === splitArchitecture &&
    !metadata.has("split.count") &&
    alignment === 32 &&
    tensors.some(isSplittable) &&
    tensors.every(({ type }) => type.name in tensorTypes)
  );
}

function knownType(name: string): TensorType {
  const found = Object.keys(tensorTypes).find((known): known is TensorType => known === name);
  if (found === undefined) throw new TypeError(`Expected a tensor type that can be written, got ${name}`);
  return found;
}

/** Magic, version and two counts come before it, the tensor table after it. */
async function encodedMetadata({ header, file, label }: SplitSource): Promise<EncodedMetadata> {
  const start = 24;
  const end = header.tensors[0]?.tablePosition ?? start;
  return { count: header.metadata.size, bytes: await fileRange(file, 0, end, label).read(start, end - start) };
}

/** Whole rows of a tensor, as `encode` makes them. @throws ReparteeError `cancelled`, `model_file_invalid`. */
async function* piecesOf(
  { header, file, label, signal }: SplitSource,
  { offset, byteLength, shape }: TensorInfo,
  encode: (piece: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array, void, void> {
  const weights: ByteSource = partOf(
    fileRange(file, 0, header.sizeBytes, label),
    header.dataStart + offset,
    byteLength,
  );
  const rows = shape.slice(1).reduce((product, size) => product * size, 1);
  const rowBytes = byteLength / rows;
  const piece = Math.max(1, Math.floor(pieceBytes / rowBytes)) * rowBytes;
  for (let start = 0; start < byteLength; start += piece) {
    throwIfCancelled(signal, "split the model's offsets off");
    yield encode(await weights.read(start, Math.min(piece, byteLength - start)));
  }
}
