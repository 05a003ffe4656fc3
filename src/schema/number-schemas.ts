/** Schemas whose message names the whole range: `expected a whole number from 1 to 20, got 0`. */
import { z } from "zod";
import type { NumberRule } from "../core/sampling.ts";

export function wholeNumber(min: number, max: number, expected = `a whole number from ${min} to ${max}`): z.ZodInt {
  const error = expected;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function numberBetween(min: number, max: number): z.ZodNumber {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function numberInRange({ min, max, isWhole }: Pick<NumberRule, "min" | "max" | "isWhole">): z.ZodNumber {
  return isWhole === true ? wholeNumber(min, max) : numberBetween(min, max);
}
