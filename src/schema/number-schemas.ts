/** Schemas whose message names the whole range: `expected a whole number from 1 to 20, got 0`. */
import { z } from "zod";

export function wholeNumber(min: number, max: number, expected = `a whole number from ${min} to ${max}`): z.ZodInt {
  const error = expected;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function numberBetween(min: number, max: number): z.ZodNumber {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}
