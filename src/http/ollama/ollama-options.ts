/** Ollama's `options`, in Repartee's words. */
import { z } from "zod";
import type { GenerateRequest } from "../../core/generate-request.ts";
import type { SamplingOptions } from "../../core/sampling.ts";

const number = z.number().nullish();

/** Those of the model's loading (`num_ctx`, `num_gpu`, `num_thread` …) are settings of this server: they are ignored. */
export const optionsSchema = z
  .looseObject({
    temperature: number,
    top_k: number,
    top_p: number,
    min_p: number,
    repeat_penalty: number,
    presence_penalty: number,
    frequency_penalty: number,
    seed: number,
    num_predict: number.describe("At most so many tokens; -1: no limit."),
    stop: z.union([z.string(), z.array(z.string())]).nullish(),
  })
  .nullish();

type Options = z.infer<typeof optionsSchema>;

const maxStops = 16;

/** Ollama takes any number; what is out of range here becomes the nearest that is in it. */
export function convertOptions(options: Options): Pick<GenerateRequest, "sampling" | "maxTokens" | "stop"> {
  const given = options ?? {};
  const sampling: SamplingOptions = {
    ...within("temperature", given.temperature, 0, 2),
    ...within("topK", given.top_k == null ? undefined : Math.round(given.top_k), 0, 1_000_000),
    ...within("topP", given.top_p, 0, 1),
    ...within("minP", given.min_p, 0, 1),
    ...within("repeatPenalty", given.repeat_penalty, 0.1, 2),
    ...within("presencePenalty", given.presence_penalty, -2, 2),
    ...within("frequencyPenalty", given.frequency_penalty, -2, 2),
    // Ollama's default seed is -1: draw one.
    ...(given.seed == null || given.seed < 0 ? {} : { seed: (Math.round(given.seed) % 2 ** 32) >>> 0 }),
  };
  const stops = (typeof given.stop === "string" ? [given.stop] : (given.stop ?? [])).filter((text) => text !== "");
  return {
    sampling,
    ...(given.num_predict == null || given.num_predict < 1 ? {} : { maxTokens: Math.round(given.num_predict) }),
    ...(stops.length === 0 ? {} : { stop: stops.slice(0, maxStops) }),
  };
}

function within(
  name: keyof SamplingOptions,
  value: number | null | undefined,
  min: number,
  max: number,
): SamplingOptions {
  return value == null ? {} : { [name]: Math.min(max, Math.max(min, value)) };
}
