/** Fields that several of these routes share, with their limits. */
import { z } from "zod";

export const userId: z.ZodString = z.string().min(1).max(128);
export const kind: z.ZodString = z.string().min(1).max(64);
export const title: z.ZodString = z.string().min(1).max(300);
export const year: z.ZodInt = z.int().min(1000).max(2200);
export const verdict: z.ZodEnum<{ liked: "liked"; disliked: "disliked"; seen: "seen" }> = z.enum([
  "liked",
  "disliked",
  "seen",
]);
/** Of a question; 2,000 characters are some 500 tokens of the prompt. */
export const query: z.ZodString = z.string().max(2_000);
