/** The settings of how a model is loaded: the same at the top of the file and within `models`. */
import { z } from "zod";
import { quantizationChoices, type QuantizationChoice } from "../../core/quantization.ts";
import { boolean, choice, integerOr, integerOrAuto, path, type ValueKind } from "./value-kind.ts";

/** A number, or `auto` for the engine's own choice. */
export type Auto<Value> = Value | "auto";
/** How long an idle model stays in memory; 0 means not at all. */
export type KeepAliveSeconds = number | "forever";

/** 24 days: the longest time that a timer can wait (2^31 ms). */
const longestKeepAliveSeconds = 24 * 86_400;

/** Seconds, or `forever`; -1 is another spelling of that, known from other servers. */
function keepAlive(): ValueKind<KeepAliveSeconds> {
  const kind = integerOr("forever", { min: 0, max: longestKeepAliveSeconds }, "SECONDS", " (or -1)");
  return { ...kind, schema: z.preprocess((value) => (value === -1 ? "forever" : value), kind.schema) };
}

export const contextSize: ValueKind<Auto<number>> = integerOrAuto({ min: 64, max: 16_777_216 }, "TOKENS");
export const slots: ValueKind<Auto<number>> = integerOrAuto({ min: 1, max: 256 }, "N");
export const threads: ValueKind<Auto<number>> = integerOrAuto({ min: 1, max: 1024 }, "N");
export const gpuLayers: ValueKind<Auto<number>> = integerOrAuto({ min: 0, max: 100_000 }, "N");
export const batchSize: ValueKind<Auto<number>> = integerOrAuto({ min: 1, max: 65_536 }, "TOKENS");
export const lora: ValueKind<string> = path("a path to a LoRA adapter in GGUF form", "FILE");
export const quantization: ValueKind<QuantizationChoice> = choice(quantizationChoices);
export const preload: ValueKind<boolean> = boolean();
export const keepAliveSeconds: ValueKind<KeepAliveSeconds> = keepAlive();
export const pinned: ValueKind<boolean> = boolean();
