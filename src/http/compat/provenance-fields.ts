import { z } from "zod";
import type { ReplyFinishEvent } from "../../core/reply.ts";

/** Where a reply came from, beside its text. */
export const provenanceShape = {
  source: z.enum(["model", "fallback_model", "template"]).describe("What wrote it."),
  complete: z.boolean().describe("False when it was cut off after its first text."),
  reason: z.string().optional().describe("Why it is not the requested model's own, as an error code."),
};

const provenanceSchema = z.object(provenanceShape);

export function toProvenance({
  source,
  complete,
  reason,
}: Omit<ReplyFinishEvent, "type">): z.infer<typeof provenanceSchema> {
  return { source, complete, reason };
}
