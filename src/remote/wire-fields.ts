/**
 * Parts of the schemas of what other servers write. Servers differ and change, and most of a reply is usable without the
 * rest: a field that is missing, null or of another type counts as absent, and no parse fails on a JSON object.
 */
import { z } from "zod";

export const textField = z.string().nullish().catch(undefined);
export const numberField = z.number().nullish().catch(undefined);
/** A whole number from 0. */
export const countField = z.int().nonnegative().nullish().catch(undefined);

export function objectField<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).nullish().catch(undefined);
}

/** Entries that are no objects are kept as `null`, so that the others keep their places. */
export function listField<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.array(z.object(shape).nullable().catch(null)).nullish().catch(undefined);
}
