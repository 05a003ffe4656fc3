/** Ollama's `options`, in Repartee's words. */
import { z } from "zod";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { bySamplingField, bySamplingName, type SamplingOptions, type SamplingRule } from "../../core/sampling.ts";

const number = z.number().nullish();

/** Those of the model's loading (`num_ctx`, `num_gpu`, `num_thread` …) are settings of this server: they are ignored. */
export const optionsSchema = z
  .looseObject({
    ...bySamplingField(() => number),
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
    ...bySamplingName((rule) => nearest(given[rule.field], rule)),
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

function nearest(value: number | null | undefined, { min, max, isWhole }: SamplingRule): number | undefined {
  if (value == null) return undefined;
  return Math.min(max, Math.max(min, isWhole === true ? Math.round(value) : value));
}
