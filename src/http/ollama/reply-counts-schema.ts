import { z } from "zod";
import { provenanceSchema } from "../replies/provenance.ts";

const nanoseconds = z.int().optional();

/** What every frame has, and the last one alone. */
export const countsShape = {
  model: z.string(),
  created_at: z.iso.datetime(),
  done: z.boolean(),
  done_reason: z.enum(["stop", "length", "load", "unload"]).optional(),
  total_duration: nanoseconds.describe("Nanoseconds, as the others."),
  load_duration: nanoseconds,
  prompt_eval_count: z.int().optional(),
  prompt_eval_duration: nanoseconds,
  eval_count: z.int().optional(),
  eval_duration: nanoseconds,
  repartee: provenanceSchema.optional(),
};
