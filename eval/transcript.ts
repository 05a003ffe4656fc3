import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnsweredLine } from "./answer.ts";
import { judgeReply } from "./judge-reply.ts";

export interface Transcript {
  readonly path: string;
  add(answered: AnsweredLine): Promise<void>;
}

/** One reply a line, written as it comes: a run that is interrupted keeps what it has. */
export async function openTranscript(folder: string, name: string): Promise<Transcript> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name.replaceAll(/[^\w.-]+/g, "-").replaceAll(/^-+|-+$/g, "")}.jsonl`);
  await writeFile(path, "");
  return { path, add: async (answered) => await appendFile(path, `${JSON.stringify(transcriptRow(answered))}\n`) };
}

function transcriptRow({ answer, hints, line }: AnsweredLine): Readonly<Record<string, unknown>> {
  const { emotion, error, reason, text, totalMs, writer, writtenOpening } = answer;
  return {
    language: line.language,
    felt: line.emotion,
    hints,
    user: line.text,
    reply: text,
    writer,
    ...(writtenOpening === null ? {} : { written: writtenOpening }),
    ...(reason === null ? {} : { reason }),
    ...(emotion === null ? {} : { emotion }),
    ...(error === null ? {} : { error }),
    verdict: judgeReply(text, line).verdict,
    total_ms: Math.round(totalMs),
  };
}
