import { z } from "zod";
import type { ReplyFinishEvent, ReplyOrigin, ReplySource } from "../../core/reply.ts";
import type { Warning } from "../../core/warning.ts";

/** The truth about a reply, under the extension key `repartee`. */
export interface ReparteeMark {
  readonly source: ReplySource;
  /** False when the reply broke off after its first word. Absent while it is still being written. */
  readonly complete?: boolean | undefined;
  /** Why it is not a plain reply of the model that was asked for. */
  readonly reason?: string | undefined;
  readonly model: string;
  readonly warnings?: readonly WarningMark[] | undefined;
}

export interface WarningMark {
  readonly kind: Warning["kind"];
  readonly detail: string;
  readonly feature?: string | undefined;
  readonly dropped_messages?: number | undefined;
  /** Of `device-changed`. */
  readonly reason?: string | undefined;
}

export const reparteeMarkSchema: z.ZodType<ReparteeMark> = z
  .object({
    source: z.enum(["model", "fallback_model", "template"]),
    complete: z.boolean().optional(),
    reason: z.string().optional(),
    model: z.string(),
    warnings: z
      .array(
        z.object({
          kind: z.enum(["unsupported-feature", "approximated", "history-trimmed", "device-changed"]),
          detail: z.string(),
          feature: z.string().optional(),
          dropped_messages: z.int().optional(),
          reason: z.string().optional(),
        }),
      )
      .optional(),
  })
  .describe("Who wrote the reply, and whether it is whole.");

export function markOrigin({ source, model, reason }: ReplyOrigin): ReparteeMark {
  return { source, model, reason };
}

type Finish = Omit<ReplyFinishEvent, "type">;

export function markFinish(finish: Finish): ReparteeMark {
  return {
    ...markOrigin(finish),
    complete: finish.complete,
    ...(finish.warnings.length === 0 ? {} : { warnings: finish.warnings.map(markWarning) }),
  };
}

/** One mark for several replies: that of the worst, so that no fault hides behind a good neighbour. */
export function markWorst(finishes: readonly [Finish, ...Finish[]]): ReparteeMark {
  return markFinish(finishes.reduce((worst, one) => (badness(one) > badness(worst) ? one : worst)));
}

const sourceBadness: Record<ReplySource, number> = { model: 0, fallback_model: 1, template: 2 };

function badness({ complete, source }: Finish): number {
  return (complete ? 0 : 10) + sourceBadness[source];
}

function markWarning(warning: Warning): WarningMark {
  const { kind, detail } = warning;
  switch (warning.kind) {
    case "history-trimmed":
      return { kind, detail, dropped_messages: warning.droppedMessages };
    case "device-changed":
      return { kind, detail, reason: warning.reason };
    default:
      return { kind, detail, feature: warning.feature };
  }
}
