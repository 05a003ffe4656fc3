/** Whisper in CTranslate2's form with a few random weights: the shape of the real one, and nothing that it could say. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const state = 8;
const mels = 80;
const special = [
  "<|endoftext|>",
  "<|startoftranscript|>",
  "<|en|>",
  "<|translate|>",
  "<|transcribe|>",
  "<|startoflm|>",
  "<|startofprev|>",
  "<|nospeech|>",
  "<|notimestamps|>",
];
/** As many as the English models have, so that it is read as one of them. */
const vocabularySize = 51_864;
const textContext = 448;
const audioContext = 1500;

export async function writeTinyWhisper(
  folder: string,
): Promise<{ readonly weights: string; readonly vocabulary: string }> {
  const weights = join(folder, "model.bin");
  const vocabulary = join(folder, "vocabulary.txt");
  await writeFile(weights, Buffer.concat(binary(tensors())));
  const words = Array.from({ length: vocabularySize - special.length }, (_, index) => `w${index}`);
  await writeFile(vocabulary, [...words, ...special].join("\n"));
  return { weights, vocabulary };
}

type Tensor = readonly [name: string, shape: readonly number[]];

function tensors(): readonly Tensor[] {
  const linear = (name: string, outputs: number, inputs: number): Tensor[] => [
    [`${name}/weight`, [outputs, inputs]],
    [`${name}/bias`, [outputs]],
  ];
  const norm = (name: string): Tensor[] => [
    [`${name}/gamma`, [state]],
    [`${name}/beta`, [state]],
  ];
  const feedForward = (name: string): Tensor[] => [
    ...norm(`${name}/layer_norm`),
    ...linear(`${name}/linear_0`, 4 * state, state),
    ...linear(`${name}/linear_1`, state, 4 * state),
  ];
  const self = (name: string): Tensor[] => [
    ...norm(`${name}/layer_norm`),
    ...linear(`${name}/linear_0`, 3 * state, state),
    ...linear(`${name}/linear_1`, state, state),
  ];
  return [
    ["encoder/conv1/weight", [state, mels, 3]],
    ["encoder/conv1/bias", [state]],
    ["encoder/conv2/weight", [state, state, 3]],
    ["encoder/conv2/bias", [state]],
    ["encoder/position_encodings/encodings", [audioContext, state]],
    ...self("encoder/layer_0/self_attention"),
    ...feedForward("encoder/layer_0/ffn"),
    ...norm("encoder/layer_norm"),
    ["decoder/embeddings/weight", [vocabularySize, state]],
    ["decoder/position_encodings/encodings", [textContext, state]],
    ...self("decoder/layer_0/self_attention"),
    ...norm("decoder/layer_0/attention/layer_norm"),
    ...linear("decoder/layer_0/attention/linear_0", state, state),
    ...linear("decoder/layer_0/attention/linear_1", 2 * state, state),
    ...linear("decoder/layer_0/attention/linear_2", state, state),
    ...feedForward("decoder/layer_0/ffn"),
    ...norm("decoder/layer_norm"),
  ];
}

const heads = 2;
const types = { int16: 2, float16: 4 } as const;

function binary(all: readonly Tensor[]): Buffer[] {
  const number = (value: number, bytes: 1 | 2 | 4): Buffer => {
    const written = Buffer.alloc(bytes);
    written.writeUIntLE(value, 0, bytes);
    return written;
  };
  const text = (value: string): Buffer[] => [number(value.length + 1, 2), Buffer.from(`${value}\0`)];
  const tensor = (name: string, shape: readonly number[], type: number, data: Buffer): Buffer[] => [
    ...text(name),
    number(shape.length, 1),
    ...shape.map((size) => number(size, 4)),
    number(type, 1),
    number(data.length, 4),
    data,
  ];
  return [
    number(6, 4),
    ...text("WhisperSpec"),
    number(3, 4),
    number(all.length + 1, 4),
    ...tensor("decoder/num_heads", [], types.int16, number(heads, 2)),
    ...all.flatMap(([name, shape]) => tensor(name, shape, types.float16, halves(shape))),
    number(0, 4),
  ];
}

/** Numbers from a fixed sequence between −0.5 and 0.5, written as half precision with an exponent of −2 to −4. */
function halves(shape: readonly number[]): Buffer {
  const length = shape.reduce((product, size) => product * size, 1);
  const written = Buffer.alloc(length * 2);
  let seed = 12_345;
  for (let index = 0; index < length; index += 1) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const sign = (seed >> 16) & 1;
    const exponent = 11 + ((seed >> 17) % 3);
    written.writeUInt16LE((sign << 15) | (exponent << 10) | ((seed >> 5) & 0x3ff), index * 2);
  }
  return written;
}
