import type { ReplyEvent, ReplyFinishEvent, StartEvent } from "../../../src/core/reply.ts";
import type { TextDeltaEvent } from "../../../src/core/generate-event.ts";
import type { ReplyRequest, Serving, ServingState } from "../../../src/serving/serving.ts";

/** A `Serving` that follows a script and keeps what it was asked. */
export interface ScriptedServing extends Serving {
  readonly requests: readonly ReplyRequest[];
  /** Replies that have begun and not ended. */
  readonly live: number;
  setState(state: Partial<ServingState>): void;
}

export type Script = (request: ReplyRequest, signal: AbortSignal) => AsyncIterable<ReplyEvent> | Iterable<ReplyEvent>;

export function createScriptedServing(script: Script = () => helloScript()): ScriptedServing {
  const requests: ReplyRequest[] = [];
  let live = 0;
  let state: ServingState = {
    ...{ inFlight: 0, queued: 0, quarantined: 0, openBreakers: [] },
    ...{ draining: false, retiring: false, choosingModel: false },
  };
  const serving: ScriptedServing = {
    requests,
    get live() {
      return live;
    },
    setState: (changed) => (state = { ...state, ...changed }),
    async *reply(request, signal) {
      requests.push(request);
      live++;
      try {
        yield* script(request, signal);
      } finally {
        live--;
      }
    },
    embed: async ({ call }) => ({
      vectors: call.texts.map(() => new Float32Array([1, 0])),
      usage: { promptTokens: 1, completionTokens: 0, cachedTokens: 0 },
    }),
    rerank: async ({ call }) => ({
      scores: call.documents.map((_, index) => 1 / (index + 1)),
      usage: { promptTokens: 1, completionTokens: 0, cachedTokens: 0 },
      method: "similarity",
    }),
    scoreText: async () => ({ tokens: [], usage: { promptTokens: 1, completionTokens: 0, cachedTokens: 0 } }),
    classify: async ({ call }) => ({
      labels: call.labels.map((label) => ({ label, probability: 1 / call.labels.length })),
      usage: { promptTokens: 1, completionTokens: 0, cachedTokens: 0 },
    }),
    hold: () => ({ ...serving, release: () => {} }),
    state: () => state,
    get retiring() {
      return state.retiring;
    },
    retire: () => {},
    drain: async () => {},
  };
  return serving;
}

export const start: StartEvent = { type: "start", source: "model", model: "tiny" };

export function text(piece: string): TextDeltaEvent {
  return { type: "text-delta", text: piece, tokenCount: 1 };
}

export function finish(changed: Partial<ReplyFinishEvent> = {}): ReplyFinishEvent {
  return {
    type: "finish",
    source: "model",
    model: "tiny",
    finishReason: "stop",
    complete: true,
    usage: { promptTokens: 12, completionTokens: 2, cachedTokens: 5 },
    timings: { waitMs: 0, prefillMs: 1, decodeMs: 1, queueMs: 0, loadMs: 0, firstTokenMs: 1, totalMs: 2 },
    warnings: [],
    ...changed,
  };
}

function helloScript(): readonly ReplyEvent[] {
  return [start, text("Hello"), text(" there"), finish()];
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
