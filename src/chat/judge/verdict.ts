/** Why a reply is not shown, in the order in which it is looked for. */
export const rejectReasons = [
  "control_mark",
  "role_marker",
  "reasoning",
  "empty",
  "script",
  "language",
  "ai_talk",
  "instructions",
  "echo",
  "repeated_sentence",
  "repeated_words",
  "condolence",
  "tone",
  "example_leak",
  "invented_name",
] as const;

export type RejectReason = (typeof rejectReasons)[number];

/** Why a reply was not shown: by the judge, as the best of several, or before the model was asked. */
export type UnusableReason = RejectReason | "below_bar" | "model_language" | "written_turn";

export type Verdict =
  | { readonly kind: "good" }
  | {
      readonly kind: "rejected";
      readonly reason: RejectReason;
      /** The words that gave it away, for logs; never longer than a few words. */
      readonly evidence: string;
    };

export const good: Verdict = { kind: "good" };

/** Evidence is for a log line, not for the reply's text. */
const maxEvidenceCharacters = 60;

export function reject(reason: RejectReason, evidence: string): Verdict {
  return { kind: "rejected", reason, evidence: evidence.trim().slice(0, maxEvidenceCharacters) };
}
