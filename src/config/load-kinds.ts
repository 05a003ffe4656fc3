/** The kinds of the settings that say how a model is loaded: the same at the top of the file and within `models`. */
import type { Auto, KeepAliveSeconds } from "./config.ts";
import { keepAlive } from "./keep-alive-kind.ts";
import { quantizationChoices, type QuantizationChoice } from "../core/quantization.ts";
import { boolean, choice, integer, integerOrAuto, text, type ValueKind } from "./value-kinds.ts";

export const contextSize: ValueKind<Auto<number>> = integerOrAuto({ min: 64, max: 16_777_216 }, "TOKENS");
export const slots: ValueKind<number> = integer({ min: 1, max: 256 }, "N");
export const threads: ValueKind<Auto<number>> = integerOrAuto({ min: 1, max: 1024 }, "N");
export const gpuLayers: ValueKind<Auto<number>> = integerOrAuto({ min: 0, max: 100_000 }, "N");
export const batchSize: ValueKind<Auto<number>> = integerOrAuto({ min: 1, max: 65_536 }, "TOKENS");
export const lora: ValueKind<string> = text("a path to a LoRA adapter in GGUF form", "FILE");
export const quantization: ValueKind<QuantizationChoice> = choice(quantizationChoices);
export const preload: ValueKind<boolean> = boolean();
export const keepAliveSeconds: ValueKind<KeepAliveSeconds> = keepAlive();
export const pinned: ValueKind<boolean> = boolean();
