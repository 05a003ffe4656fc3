/**
 * A list for a very small model: it chooses no better than chance and tells plots of its own, so retrieval chooses, a written
 * opening says what an item is to the question, and the model finishes the sentence with the item's story. To who reads it,
 * it is one reply of `LoadedModel.generate` in the form of a list with ids: the same events, exactly one terminal.
 *
 * 1. Items come in the order of the plan; one whose sentence does not hold comes without a reason.
 * 2. Tokens are reported as they come, without their text, so that a model that has stalled is noticed.
 * 3. A model that fails at one item fails the reply; what was written before stays.
 */
import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import { createEventQueue, type EventQueue } from "../../core/event-queue.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noTimings, type Timings } from "../../core/timings.ts";
import { addUsage, noUsage, type Usage } from "../../core/usage.ts";
import type { CatalogEntry } from "../catalog/catalog-entry.ts";
import { ownClause } from "./own-clause.ts";
import { reasonPrompt, replyBeginning } from "./reason-prompt.ts";

export interface GuidedItem {
  readonly alias: string;
  readonly entry: CatalogEntry;
  /** What is in front of the model's words, with its colon. */
  readonly opening: string;
}

/** A description is a sentence of some 20 words. */
const maxTokens = 48;

interface Written {
  readonly text: string;
  readonly usage: Usage;
  readonly timings: Timings;
  readonly error?: ReparteeError;
}

export async function* guidedList(
  model: Pick<LoadedModel, "generate" | "info">,
  request: GenerateRequest,
  items: readonly GuidedItem[],
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, void, void> {
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  const progress = createEventQueue<GenerateEvent>();
  let lines = 0;
  let held = 0;
  try {
    const writing = writeAll(model, request, items, { progress, stop }, (item, { text }) => {
      const clause = ownClause(text, item.entry.description);
      lines += 1;
      if (clause !== undefined) held += 1;
      const reason = clause === undefined ? "" : ` - ${item.opening} ${clause}.`;
      progress.push({ type: "text-delta", text: `${lines}. [${item.alias}]${reason}\n`, tokenCount: 0 });
    }).finally(() => progress.end());
    for await (const event of progress) yield event;
    const written = await writing;
    const failed = written.find(({ error }) => error !== undefined)?.error;
    if (signal.aborted) yield { type: "finish", reason: "cancelled", ...total(written), warnings: [] };
    else if (failed !== undefined) yield { type: "error", error: failed };
    else if (held === 0) yield { type: "error", error: noneHeld(model.info.name, items.length) };
    else yield { type: "finish", reason: "stop", ...total(written), warnings: [] };
  } finally {
    left.abort();
  }
}

interface Writing {
  readonly progress: EventQueue<GenerateEvent>;
  readonly stop: AbortSignal;
}

/** As many at once as the model has slots; `onWritten` is called in the items' order. Never throws. */
async function writeAll(
  model: Pick<LoadedModel, "generate" | "info">,
  request: GenerateRequest,
  items: readonly GuidedItem[],
  { progress, stop }: Writing,
  onWritten: (item: GuidedItem, written: Written) => void,
): Promise<readonly Written[]> {
  const slots = Math.max(1, model.info.slots);
  const running: Promise<Written>[] = [];
  const all: Written[] = [];
  for (const [index, item] of items.entries()) {
    for (let ahead = running.length; ahead < Math.min(items.length, index + slots); ahead += 1) {
      const next = items[ahead];
      if (next === undefined) break;
      const asked = itemRequest(request, next.entry, ahead);
      running.push(writeOne(model, asked, { isFirst: ahead === 0, progress }, stop));
    }
    const written = await running[index];
    if (written === undefined) break;
    all.push(written);
    if (written.error === undefined && !stop.aborted) onWritten(item, written);
  }
  return all;
}

function itemRequest(request: GenerateRequest, entry: CatalogEntry, index: number): GenerateRequest {
  const { logprobs: _unused, format: _list, ...rest } = request;
  return {
    ...rest,
    id: `${request.id}.i${index}`,
    input: { kind: "chat", messages: reasonPrompt(entry) },
    sampling: { temperature: 0 },
    maxTokens,
    stop: ["\n"],
    replyPrefix: replyBeginning,
  };
}

async function writeOne(
  model: Pick<LoadedModel, "generate">,
  request: GenerateRequest,
  { isFirst, progress }: { readonly isFirst: boolean; readonly progress: EventQueue<GenerateEvent> },
  signal: AbortSignal,
): Promise<Written> {
  let written: Written = { text: "", usage: noUsage, timings: noTimings };
  for await (const event of model.generate(request, signal)) {
    if (event.type === "prefill" && isFirst) progress.push(event);
    else if (event.type === "text-delta") {
      written = { ...written, text: written.text + event.text };
      progress.push({ type: "text-delta", text: "", tokenCount: event.tokenCount });
    } else if (event.type === "finish") written = { ...written, usage: event.usage, timings: event.timings };
    else if (event.type === "error") written = { ...written, error: event.error };
  }
  return written;
}

function total(written: readonly Written[]): { readonly usage: Usage; readonly timings: Timings } {
  const [first] = written;
  const longest = (time: keyof Timings): number => Math.max(0, ...written.map(({ timings }) => timings[time]));
  const usage = written.reduce((sum, one) => addUsage(sum, one.usage), noUsage);
  return {
    usage,
    timings: { waitMs: first?.timings.waitMs ?? 0, prefillMs: longest("prefillMs"), decodeMs: longest("decodeMs") },
  };
}

function noneHeld(model: string, count: number): ReparteeError {
  const message = `None of ${count} reasons of model "${model}" can be shown`;
  return new ReparteeError("unusable_reply", message, { facts: { reject_reason: "below_bar", candidates: count } });
}
