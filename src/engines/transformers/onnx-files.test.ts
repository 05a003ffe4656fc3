import { describe, expect, it } from "vitest";
import { chooseFiles } from "./onnx-files.ts";

const MiB = 2 ** 20;
const onProcessor = { onGraphicsCard: false };

function files(entries: Record<string, number>): ReadonlyMap<string, number> {
  return new Map(Object.entries(entries));
}

describe("choice of files", () => {
  it.each([
    ["a small model is taken as it is", { "model.onnx": 90 * MiB, "model_quantized.onnx": 23 * MiB }, "fp32"],
    ["a large one in 8 bits", { "model.onnx": 900 * MiB, "model_quantized.onnx": 230 * MiB, "model_q4.onnx": 1 }, "q8"],
    [
      "weights beside the graph count",
      { "model.onnx": MiB, "model.onnx_data": 600 * MiB, "model_int8.onnx": 9 },
      "int8",
    ],
    ["what is there is taken", { "model_fp16.onnx": 50 * MiB, "model_q4.onnx": 20 * MiB }, "q4"],
    ["half precision only where there is nothing else", { "model_fp16.onnx": 50 * MiB }, "fp16"],
  ])("for a processor: %s", (_, there, precision) => {
    expect(chooseFiles("causal", files(there), onProcessor, "m")).toMatchObject({ precisions: { model: precision } });
  });

  it("for a graphics card prefers half precision", () => {
    const there = files({ "model.onnx": 900, "model_fp16.onnx": 450, "model_quantized.onnx": 230 });
    expect(chooseFiles("causal", there, { onGraphicsCard: true }, "m")).toEqual({
      precisions: { model: "fp16" },
      sizeBytes: 450,
    });
  });

  it("of an encoder-decoder model takes one for each graph, by the size of both", () => {
    const there = files({
      "encoder_model.onnx": 300 * MiB,
      "decoder_model_merged.onnx": 400 * MiB,
      "encoder_model_quantized.onnx": 75 * MiB,
      "decoder_model_merged_int8.onnx": 100 * MiB,
    });
    expect(chooseFiles("encoder-decoder", there, onProcessor, "m")).toEqual({
      precisions: { encoder_model: "q8", decoder_model_merged: "int8" },
      sizeBytes: 175 * MiB,
    });
  });

  it("takes a merged decoder where a causal model has no other graph", () => {
    const there = files({ "decoder_model_merged_quantized.onnx": 5, "decoder_model.onnx": 5 });
    expect(chooseFiles("causal", there, onProcessor, "m")).toEqual({
      precisions: { decoder_model_merged: "q8" },
      modelFileName: "decoder_model_merged",
      sizeBytes: 5,
    });
  });

  it.each([
    ["q4", "q4"],
    ["q8", "q8"],
    ["f16", "fp16"],
  ] as const)("takes quantization %s as %s", (quantization, precision) => {
    const there = files({ "model.onnx": 9, "model_fp16.onnx": 5, "model_quantized.onnx": 3, "model_q4.onnx": 2 });
    const choice = chooseFiles("causal", there, { ...onProcessor, quantization }, "m");
    expect(choice.precisions).toEqual({ model: precision });
  });

  it("is an error that names what is there where a quantization is not", () => {
    const there = files({ "model.onnx": 9, "model_quantized.onnx": 3 });
    expect(() => chooseFiles("causal", there, { ...onProcessor, quantization: "q4" }, "m")).toThrow(
      expect.objectContaining({
        code: "model_file_missing",
        message: 'Cannot load model "m" with quantization q4: there is model in q8, fp32',
      }),
    );
  });

  it("is an error where a graph is there in no precision", () => {
    expect(() => chooseFiles("encoder-decoder", files({ "encoder_model.onnx": 1 }), onProcessor, "m")).toThrow(
      expect.objectContaining({
        code: "model_file_missing",
        message: expect.stringContaining("decoder_model_merged.onnx"),
      }),
    );
  });
});
