import { expect } from "vitest";
import type { LoadedModel } from "../../src/core/engine.ts";
import type { Log } from "../../src/core/log.ts";
import type { ReplyRecord } from "../../src/core/observer.ts";
import { silentObserver } from "../../src/core/observer.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { createTemplateEngine } from "../../src/engines/template/index.ts";
import { createModelPool, type EditableModelPool } from "../../src/models/pool/create-model-pool.ts";
import type { AdmissionLimits } from "../../src/serving/admission.ts";
import type { Timeouts } from "../../src/serving/timeouts.ts";
import { createServing } from "../../src/serving/create-serving.ts";
import type { ReplyRequest, Serving } from "../../src/serving/serving.ts";
import {
  createFakeClock,
  createFakeEngine,
  type FakeClock,
  type FakeEngine,
  type FakeModelScript,
  type FakeStep,
} from "../../src/testing/index.ts";

/** Figures that tell the timeouts apart in a test. */
export const sceneTimeouts: Timeouts = {
  queueTimeoutMs: 1_000,
  loadStallTimeoutMs: 2_000,
  loadTimeoutMs: 5_000,
  firstTokenTimeoutMs: 3_000,
  tokenGapTimeoutMs: 700,
  totalTimeoutMs: 20_000,
};

export interface SceneOptions {
  /** The models of the pool and what they do; in the order of `Scene.start`'s chain. */
  readonly models: Readonly<Record<string, FakeModelScript>>;
  readonly limits?: Partial<AdmissionLimits>;
  readonly templateModel?: LoadedModel;
  readonly noModelHint?: string;
  readonly breakerFailures?: number;
  /** The server's fallback models. */
  readonly fallbackModels?: () => readonly string[];
  /** How many models there is memory for; all when absent. */
  readonly roomFor?: number;
}

/** A reply that is being read as fast as it comes. */
export interface RunningReply {
  readonly events: readonly ReplyEvent[];
  readonly ended: boolean;
  /** The text so far. */
  readonly text: string;
  readonly types: readonly string[];
  readonly last: ReplyEvent | undefined;
  abort(): void;
  /** Leaves the iteration, as a `break` does. */
  leave(): Promise<void>;
}

export interface Scene {
  readonly clock: FakeClock;
  readonly engine: FakeEngine;
  readonly pool: EditableModelPool;
  readonly serving: Serving;
  readonly records: readonly ReplyRecord[];
  readonly gaps: readonly number[];
  readonly fallbacks: readonly string[];
  /** Changes of breakers: model and state. */
  readonly breakers: readonly string[];
  readonly logged: readonly string[];
  request(change?: Partial<ReplyRequest>): ReplyRequest;
  start(change?: Partial<ReplyRequest>): RunningReply;
  /** Nothing of any reply is left: no timer, lease, permit, listener on a model, or running generation. */
  expectNothingLeft(): Promise<void>;
}

/** Real pool and real serving above a scripted engine, on a clock that the test moves. */
export async function createScene(options: SceneOptions): Promise<Scene> {
  const clock = createFakeClock();
  const engine = createFakeEngine({ models: options.models, clock });
  const [records, gaps, fallbacks, logged]: [ReplyRecord[], number[], string[], string[]] = [[], [], [], []];
  const breakers: string[] = [];
  const observer = {
    ...silentObserver,
    replyFinished: (record: ReplyRecord) => void records.push(record),
    tokenGap: (_model: string, gapMs: number) => void gaps.push(gapMs),
    fallback: (from: string, to: string, reason: string) => void fallbacks.push(`${from} → ${to}: ${reason}`),
    breakerChanged: (model: string, state: string) => void breakers.push(`${model} ${state}`),
  };
  const note = (_fields: unknown, message: string): void => void logged.push(message);
  const log: Log = { debug() {}, info() {}, warn: note, error: note };
  const names = Object.keys(options.models);
  const entries = names.map((name) => ({
    name,
    engine,
    source: { name, location: "" },
    options: {},
    createdSeconds: 0,
    estimateBytes: () => 1,
  }));
  const room = options.roomFor === undefined ? {} : { budgetBytes: options.roomFor };
  const pool = createModelPool({ entries, observer, log, clock, keepAliveMs: "forever", ...room });
  const templateModel = options.templateModel ?? (await loadTemplate());
  const serving = createServing({
    pool,
    clock,
    log,
    observer,
    timeouts: sceneTimeouts,
    limits: { maxInFlight: 8, maxQueued: 8, ...options.limits },
    templateModel,
    noModelHint: options.noModelHint,
    fallbackModels: options.fallbackModels,
    breakerFailures: options.breakerFailures,
  });
  let started = 0;

  function request(change: Partial<ReplyRequest> = {}): ReplyRequest {
    started += 1;
    return {
      requestId: `r${started}`,
      models: names,
      generate: { input: { kind: "chat", messages: [{ role: "user", content: "Hello there" }] } },
      fallback: "none",
      ...change,
    };
  }

  return {
    clock,
    engine,
    pool,
    serving,
    records,
    gaps,
    fallbacks,
    breakers,
    logged,
    request,
    start(change) {
      const caller = new AbortController();
      return read(serving.reply(request(change), caller.signal), caller);
    },
    async expectNothingLeft() {
      await clock.advance(0);
      expect(clock.pendingCount).toBe(0);
      expect(serving.state()).toMatchObject({ inFlight: 0, queued: 0 });
      expect(pool.list().map((model) => model.leases)).toEqual(pool.list().map(() => 0));
      expect(engine.liveGenerations).toBe(0);
    },
  };
}

function read(stream: AsyncIterable<ReplyEvent>, caller: AbortController): RunningReply {
  const events: ReplyEvent[] = [];
  const iterator = stream[Symbol.asyncIterator]();
  let ended = false;
  void (async () => {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) break;
      events.push(next.value);
    }
    ended = true;
  })();
  return {
    events,
    get ended() {
      return ended;
    },
    get text() {
      return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
    },
    get types() {
      return events.map((event) => event.type);
    },
    get last() {
      return events.at(-1);
    },
    abort: () => caller.abort(),
    leave: async () => void (await iterator.return?.()),
  };
}

function loadTemplate(): Promise<LoadedModel> {
  const source = { name: "template", location: "" };
  return createTemplateEngine().load(source, {}, new AbortController().signal);
}

/** A script that answers with these tokens. */
export function says(...texts: string[]): FakeStep {
  return { type: "tokens", texts };
}

/** A model that gives this one reply to everything. */
export function replies(...steps: FakeStep[]): FakeModelScript {
  return { replies: [steps] };
}
