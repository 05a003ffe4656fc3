/**
 * One reply out of several candidates: the model goes on from each of a plan's beginnings at the same time, and the best
 * is given out. To who reads it, it is one reply of `LoadedModel.generate`: the same events, exactly one terminal.
 *
 * 1. Nothing of the model's is given out before all candidates have ended: nothing is shown that was not compared. The
 *    written opening is given out at the first token of any, where the plan has an ending that can follow it.
 * 2. Tokens are reported as they come, without their text, so that a model that has stalled is noticed.
 * 3. A candidate that breaks off is left out; where all do, so does the reply, with the first error.
 * 4. Below the bar there is no reply: `unusable_reply`; or, where the opening was given out, nothing behind it.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { createEventQueue, type EventQueue } from "../../core/event-queue.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { noTimings, type Timings } from "../../core/timings.ts";
import { noUsage, type Usage } from "../../core/usage.ts";
import type { CandidatePlan, ChosenCandidate } from "./candidate-plan.ts";
import { firstSentence } from "./first-sentence.ts";
import { joinSentences } from "./join-sentences.ts";

export interface BestCandidateOptions {
  readonly plan: CandidatePlan;
  /** The candidate to show, by its place among `texts`; undefined where none is good enough. */
  readonly choose: (candidates: readonly WrittenCandidate[]) => WrittenCandidate | undefined;
  /** Called when the opening is about to be given out ahead of the rest. */
  readonly onOpening: () => void;
  /** Called with what is about to be given out. */
  readonly onChosen: (chosen: ChosenCandidate) => void;
}

export interface WrittenCandidate {
  readonly opening: string;
  readonly lead: string;
  readonly text: string;
  /** Its place among the plan's leads. */
  readonly index: number;
}

interface Ended {
  readonly text: string;
  readonly usage: Usage;
  readonly timings: Timings;
  readonly error?: ReparteeError;
}

export async function* bestCandidate(
  model: Pick<LoadedModel, "generate" | "info">,
  request: GenerateRequest,
  { choose, onChosen, onOpening, plan }: BestCandidateOptions,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, void, void> {
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  const progress = createEventQueue<GenerateEvent>();
  let isOpen = false;
  try {
    const writing = plan.leads.map((lead, index) =>
      writeCandidate(model, candidateRequest(request, plan, { lead, index }), { isFirst: index === 0, progress }, stop),
    );
    const ended = Promise.all(writing).finally(() => progress.end());
    for await (const event of progress) {
      if (isOpen || plan.ending === undefined || plan.opening === "" || event.type !== "text-delta") yield event;
      else {
        isOpen = true;
        onOpening();
        yield { ...event, text: plan.opening };
      }
    }
    yield* ending(await ended);
  } finally {
    left.abort();
  }

  function* ending(candidates: readonly Ended[]): Generator<GenerateEvent, void, void> {
    const finish = { type: "finish", ...total(candidates), warnings: [] } as const;
    if (signal.aborted) return yield { ...finish, reason: "cancelled" };
    const whole = candidates.flatMap(({ error, text }, index) =>
      error === undefined ? [{ opening: plan.opening, lead: plan.leads[index] ?? "", text, index }] : [],
    );
    const failed = candidates.find(({ error }) => error !== undefined)?.error;
    if (whole.length === 0 && failed !== undefined) return yield { type: "error", error: failed };
    const best = choose(whole);
    if (best !== undefined) {
      const written = joinSentences(plan.opening, best.lead);
      onChosen({ written, text: best.text });
      const rest = isOpen ? written.slice(plan.opening.length) : written;
      yield { type: "text-delta", text: rest + best.text, tokenCount: 0 };
    } else if (!isOpen) return yield { type: "error", error: noneGoodEnough(model.info.name, whole.length) };
    yield { ...finish, reason: "stop" };
  }
}

function candidateRequest(
  request: GenerateRequest,
  { maxTokens, opening, sampling }: CandidatePlan,
  { index, lead }: { readonly index: number; readonly lead: string },
): GenerateRequest {
  return {
    ...request,
    id: `${request.id}.c${index}`,
    sampling: { ...request.sampling, ...sampling },
    maxTokens,
    replyPrefix: joinSentences(opening, lead),
  };
}

/** Reads one candidate up to the end of its first sentence. Never throws. */
async function writeCandidate(
  model: Pick<LoadedModel, "generate">,
  request: GenerateRequest,
  { isFirst, progress }: { readonly isFirst: boolean; readonly progress: EventQueue<GenerateEvent> },
  signal: AbortSignal,
): Promise<Ended> {
  const enough = new AbortController();
  let text = "";
  let sentence: string | undefined;
  let ended: Omit<Ended, "text"> = { usage: noUsage, timings: noTimings };
  for await (const event of model.generate(request, AbortSignal.any([signal, enough.signal]))) {
    if (event.type === "prefill" && isFirst) progress.push(event);
    else if (event.type === "text-delta") {
      text += event.text;
      progress.push({ type: "text-delta", text: "", tokenCount: event.tokenCount });
      sentence ??= firstSentence(text, false);
      if (sentence !== undefined) enough.abort();
    } else if (event.type === "finish") {
      ended = { usage: event.usage, timings: event.timings };
      if (event.reason === "stop") sentence ??= firstSentence(text, true);
    } else if (event.type === "error") ended = { ...ended, error: event.error };
  }
  return { ...ended, text: sentence ?? text };
}

/** The prompt is the same for all but a few words: it counts once, what was written counts whole. */
function total(candidates: readonly Ended[]): { readonly usage: Usage; readonly timings: Timings } {
  const [first] = candidates;
  const completionTokens = candidates.reduce((sum, { usage }) => sum + usage.completionTokens, 0);
  const longest = (time: keyof Timings): number => Math.max(0, ...candidates.map(({ timings }) => timings[time]));
  return {
    usage: { ...(first?.usage ?? noUsage), completionTokens },
    timings: { waitMs: first?.timings.waitMs ?? 0, prefillMs: longest("prefillMs"), decodeMs: longest("decodeMs") },
  };
}

function noneGoodEnough(model: string, count: number): ReparteeError {
  const message = `None of ${count} candidates of model "${model}" was good enough to show`;
  return new ReparteeError("unusable_reply", message, { facts: { reject_reason: "below_bar", candidates: count } });
}
