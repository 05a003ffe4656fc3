/** Fields of requests about recommendations and preferences, with their limits. */
import { z } from "zod";
import { wholeNumber } from "../schema/index.ts";

export const userId = z.string().min(1).max(128);
export const kind = z.string().min(1).max(64);
export const title = z.string().min(1).max(300);
export const year = wholeNumber(1000, 2200);
export const verdict = z.enum(["liked", "disliked", "seen"]);
export const description = z.string().max(2_000);
/** 2,000 characters are some 500 tokens of the prompt. */
export const query = z.string().max(2_000);
/**
 * `catalog`: only items of the catalog. `open`: whatever the model knows, each marked as found in the catalog or not.
 * `catalogue` is the former spelling of `catalog`.
 */
export const mode = z
  .enum(["catalog", "open", "catalogue"], { error: 'one of "catalog", "open"' })
  .transform((given) => (given === "catalogue" ? "catalog" : given));
