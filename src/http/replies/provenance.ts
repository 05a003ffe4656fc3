import { z } from "zod";
import type { ReplyFinishEvent, ReplyOrigin, ReplySource } from "../../core/reply.ts";
import type { Warning } from "../../core/warning.ts";

const warningSchema = z.object({
  kind: z.enum(["unsupported-feature", "approximated", "history-trimmed", "reply-cut", "resumed", "device-changed"]),
  detail: z.string(),
  feature: z.string().optional(),
  dropped_messages: z.int().optional(),
  reason: z.string().optional().describe("Of `device-changed` and `reply-cut`."),
});

/** Where a reply came from, under the extension key `repartee`. */
export const provenanceSchema = z
  .object({
    source: z.enum(["model", "fallback_model", "template"]),
    complete: z
      .boolean()
      .optional()
      .describe("False when the reply broke off after its first text. Absent while it is being written."),
    reason: z.string().optional().describe("Why it is not a plain reply of the requested model."),
    model: z.string(),
    warnings: z.array(warningSchema).optional(),
  })
  .describe("Which model wrote the reply, and whether it is complete.");

type Provenance = z.infer<typeof provenanceSchema>;
type Finish = Omit<ReplyFinishEvent, "type">;

export function startProvenance({ source, model, reason }: ReplyOrigin): Provenance {
  return { source, model, reason };
}

export function finishProvenance(finish: Finish): Provenance {
  const { complete, warnings } = finish;
  const items = warnings.length === 0 ? undefined : warnings.map(toWarningItem);
  return { ...startProvenance(finish), complete, warnings: items };
}

/** One for several replies: that of the worst, so that no failure hides behind a good neighbour. */
export function worstProvenance(finishes: readonly [Finish, ...Finish[]]): Provenance {
  return finishProvenance(finishes.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst)));
}

const sourceBadness: Record<ReplySource, number> = { model: 0, fallback_model: 1, template: 2 };

function badness({ complete, source }: Finish): number {
  return (complete ? 0 : 10) + sourceBadness[source];
}

function toWarningItem(warning: Warning): z.infer<typeof warningSchema> {
  const { kind, detail } = warning;
  switch (warning.kind) {
    case "history-trimmed":
      return { kind, detail, dropped_messages: warning.droppedMessages };
    case "reply-cut":
    case "device-changed":
      return { kind, detail, reason: warning.reason };
    case "resumed":
      return { kind, detail };
    default:
      return { kind, detail, feature: warning.feature };
  }
}
