import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LoadedModel, LoadOptions } from "../../src/core/engine.ts";
import type { ErrorEvent, FinishEvent, GenerateEvent } from "../../src/core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../../src/core/generate-request.ts";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import { silentLog } from "../../src/core/log.ts";
import { createTransformersEngine } from "../../src/engines/transformers/index.ts";

/** Never aborted. */
export const never: AbortSignal = new AbortController().signal;

/** A folder that is removed when the test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-transformers-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Loads what `write` writes, in this process, until the test is over. */
export async function loadTiny(
  write: (folder: string) => Promise<void>,
  options: LoadOptions = {},
): Promise<LoadedModel> {
  const location = await temporaryFolder();
  await write(location);
  const model = await createTransformersEngine({ log: silentLog }).load({ name: "tiny", location }, options, never);
  onTestFinished(() => model.unload());
  return model;
}

export function user(content: string): ChatMessage {
  return { role: "user", content };
}

export function assistant(content: string): ChatMessage {
  return { role: "assistant", content };
}

export function chat(...messages: readonly ChatMessage[]): PromptInput {
  return { kind: "chat", messages };
}

export interface ReadReply {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly events: readonly GenerateEvent[];
  readonly end: FinishEvent | ErrorEvent;
}

/** Reads a whole reply. */
export async function ask(
  model: LoadedModel,
  input: PromptInput,
  rest: Partial<GenerateRequest> = {},
  signal: AbortSignal = never,
): Promise<ReadReply> {
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: "test", input, ...rest }, signal)) events.push(event);
  const pieces = events.flatMap((event) => (event.type === "text-delta" ? [event.text] : []));
  const end = events.at(-1);
  if (end?.type !== "finish" && end?.type !== "error") throw new Error("the reply has no end");
  return { text: pieces.join(""), pieces, events, end };
}

/** The end of a reply that must not be an error. */
export function finishOf({ end }: ReadReply): FinishEvent {
  if (end.type === "error") throw end.error;
  return end;
}
