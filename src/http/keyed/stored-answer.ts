import { z } from "zod";
import { readJson } from "../../schema/index.ts";
import { createEndedStream, replyNotKept, type RecordedStream } from "./recorded-stream.ts";

/** An answer that may be given more than once. */
export type RepeatableAnswer =
  | { readonly kind: "json"; readonly body: unknown }
  | { readonly kind: "event-stream"; readonly stream: RecordedStream; readonly named: boolean };

/** What is stored under a key: before the answer what it is to be an answer to, and then the answer. */
const contentSchema = z.object({
  fingerprint: z.string(),
  /** Of the turn that is answered: an attempt after a crash replaces the messages of the one before. */
  turnId: z.string(),
  answer: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("json"), body: z.unknown() }),
      z.object({ kind: z.literal("event-stream"), run: z.string(), named: z.boolean(), frames: z.array(z.string()) }),
      z.object({ kind: z.literal("too-long") }),
    ])
    .optional(),
});

export type StoredAnswer = z.infer<typeof contentSchema>;

export function readStoredAnswer(content: string): StoredAnswer {
  return readJson(contentSchema, content, { source: "stored reply" });
}

/** Characters of an answer as it is stored. */
const maxStored = 1024 * 1024;

/** Undefined while it is not over. */
export function writeStoredAnswer(
  { fingerprint, turnId }: Omit<StoredAnswer, "answer">,
  answer?: StoredAnswer["answer"],
): string {
  const head = { fingerprint, turnId };
  if (answer === undefined) return JSON.stringify(head);
  const content = JSON.stringify({ ...head, answer });
  return content.length <= maxStored ? content : JSON.stringify({ ...head, answer: tooLong });
}

export const tooLong = { kind: "too-long" } as const;

/** @throws ReparteeError `reply_not_kept`. */
export function repeatable(answer: NonNullable<StoredAnswer["answer"]>): RepeatableAnswer {
  if (answer.kind === "too-long") throw replyNotKept("it was too long to be stored");
  if (answer.kind === "json") return answer;
  return { kind: answer.kind, stream: createEndedStream(answer.run, answer.frames), named: answer.named };
}
