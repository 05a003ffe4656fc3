import { z } from "zod";
import type { ReplyFinishEvent, ReplySource } from "../../core/reply.ts";

/** The truth about a reply, beside its text. */
export interface ReplyMark {
  readonly source: ReplySource;
  /** False when the reply was cut off after its first word. */
  readonly complete: boolean;
  /** Why it is not the asked model's own: a code of docs/errors.md. */
  readonly reason?: string | undefined;
}

export const replyMarkShape: {
  readonly source: z.ZodType<ReplySource>;
  readonly complete: z.ZodBoolean;
  readonly reason: z.ZodOptional<z.ZodString>;
} = {
  source: z.enum(["model", "fallback_model", "template"]).describe("Who wrote it."),
  complete: z.boolean().describe("False when it was cut off after its first word."),
  reason: z.string().optional().describe("Why it is not the asked model's own, as an error code."),
};

export function markReply({ source, complete, reason }: Omit<ReplyFinishEvent, "type">): ReplyMark {
  return { source, complete, reason };
}
