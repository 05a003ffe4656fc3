import { describe, expect, test } from "vitest";
import { chooseFrom, formsOf, type FileSizes } from "./repository-files.ts";

const MB = 1e6;
const sizesOf = (files: Readonly<Record<string, number | undefined>>): FileSizes => new Map(Object.entries(files));

const description = { "config.json": 900, "tokenizer.json": 2 * MB, "tokenizer_config.json": 500, "README.md": 10 };
const blenderbot = {
  ...description,
  "generation_config.json": 300,
  "onnx/encoder_model.onnx": 400 * MB,
  "onnx/decoder_model.onnx": 1000 * MB,
  "onnx/decoder_model_merged.onnx": 1100 * MB,
  "onnx/decoder_with_past_model.onnx": 900 * MB,
  "onnx/encoder_model_quantized.onnx": 100 * MB,
  "onnx/decoder_model_merged_quantized.onnx": 280 * MB,
  "onnx/decoder_model_merged_fp16.onnx": 550 * MB,
};
const dialoGpt = {
  "config.json": 600,
  "vocab.json": MB,
  "merges.txt": 400_000,
  "pytorch_model.bin": 860 * MB,
  "tf_model.h5": 1400 * MB,
  "flax_model.msgpack": 1400 * MB,
};

describe("files of a repository with networks", () => {
  test("are the networks in 8 bits where the model is large, after what describes it", () => {
    expect(chooseFrom("a/b", sizesOf(blenderbot), {})).toEqual({
      form: "onnx",
      files: [
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "generation_config.json",
        "onnx/encoder_model_quantized.onnx",
        "onnx/decoder_model_merged_quantized.onnx",
      ],
      file: "onnx/decoder_model_merged_quantized.onnx",
      quantization: "q8",
    });
  });

  test("are in 8 bits as well where the hub tells no sizes", () => {
    const untold = sizesOf(Object.fromEntries(Object.keys(blenderbot).map((file) => [file, undefined])));
    expect(chooseFrom("a/b", untold, {})?.quantization).toBe("q8");
  });

  test("have weights beside a network before the network", () => {
    const files = { ...description, "onnx/model.onnx": MB, "onnx/model.onnx_data": 3000 * MB };
    expect(chooseFrom("a/b", sizesOf(files), {})?.files.slice(-2)).toEqual(["onnx/model.onnx_data", "onnx/model.onnx"]);
  });

  test("in a quantization that one network lacks are refused with what there is", () => {
    expect(() => chooseFrom("a/b", sizesOf(blenderbot), { quantization: "f16" })).toThrow(
      expect.objectContaining({
        code: "repository_file_not_found",
        message: expect.stringMatching(/f16.*encoder_model in q8, fp32; decoder_model_merged in q8, fp32, fp16/),
      }),
    );
  });

  test("are none without a tokenizer, or with an encoder alone", () => {
    const { "tokenizer.json": _, ...bare } = blenderbot;
    expect(formsOf(sizesOf(bare))).toEqual([]);
    expect(formsOf(sizesOf({ ...description, "onnx/encoder_model.onnx": MB }))).toEqual([]);
  });
});

describe("files of a repository with weights", () => {
  test("are what the converter reads, the weights last", () => {
    expect(chooseFrom("a/b", sizesOf(dialoGpt), { quantization: "Q8_0" })).toEqual({
      form: "convert",
      files: ["config.json", "vocab.json", "merges.txt", "pytorch_model.bin"],
      file: "pytorch_model.bin",
      quantization: "q8",
      quantizationClass: "q8",
    });
  });

  test("prefer safetensors, which need no unpickling", () => {
    const both = sizesOf({ ...dialoGpt, "model.safetensors": 860 * MB });
    expect(chooseFrom("a/b", both, {})?.file).toBe("model.safetensors");
  });

  test("are none where the weights are in several files", () => {
    const { "pytorch_model.bin": _, ...rest } = dialoGpt;
    expect(formsOf(sizesOf({ ...rest, "model-00001-of-00002.safetensors": MB }))).toEqual([]);
  });

  test("are not made in a quantization that only GGUF files have", () => {
    expect(() => chooseFrom("a/b", sizesOf(dialoGpt), { quantization: "Q5_K_M" })).toThrow(/Cannot find Q5_K_M/);
  });
});

test("a repository with several forms is run from its GGUF files, unless another form is asked for", () => {
  const all = sizesOf({ ...blenderbot, ...dialoGpt, "model-Q4_K_M.gguf": MB, "model-Q8_0.gguf": MB });
  expect(formsOf(all)).toEqual(["gguf", "onnx", "convert"]);
  expect(chooseFrom("a/b", all, {})).toMatchObject({ form: "gguf", file: "model-Q4_K_M.gguf" });
  expect(chooseFrom("a/b", all, { quantization: "q8" })).toMatchObject({ file: "model-Q8_0.gguf" });
  expect(chooseFrom("a/b", all, { form: "convert" })?.form).toBe("convert");
});
