import type { z } from "zod";

/** A field that may be absent or null; clients send both for "not chosen". */
export type Nullish<Value> = z.ZodOptional<z.ZodNullable<z.ZodType<Value>>>;
