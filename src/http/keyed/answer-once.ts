/**
 * One request, sent any number of times, is answered once: while the answer is made, repeats join it; afterwards they
 * get what is stored.
 *
 * 1. At most one attempt runs for a key: in this process by `running`, among servers by the store's lease.
 * 2. An attempt outlives its clients by `detachedMs`; one that a client waits for is not given up.
 * 3. Only what is whole is stored: after a failure, a crash or an attempt that was given up, a repeat begins anew, as
 *    the same turn.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import { createDeferred } from "../../core/deferred.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import { keyedReplyRetentionMs } from "../../core/keyed-reply.ts";
import type { Log } from "../../core/log.ts";
import type { KeyedReplyStore } from "../../core/stores.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import type { Answer } from "../route.ts";
import type { AnswerOwner } from "./answer-owner.ts";
import { createStreamRecorder, eventNotFound } from "./recorded-stream.ts";
import type { RequestKey } from "./request-key.ts";
import {
  readStoredAnswer,
  repeatable,
  tooLong,
  writeStoredAnswer,
  type RepeatableAnswer,
  type StoredAnswer,
} from "./stored-answer.ts";

export interface AnswerOnceOptions {
  readonly store: KeyedReplyStore;
  readonly clock: Clock;
  readonly log: Log;
  /** How long an attempt goes on that no client waits for. */
  readonly detachedMs: number;
}

export interface Attempt {
  /** The same for each attempt to answer this request. */
  readonly turnId: string;
  /** Aborted when no client waits any more. */
  readonly signal: AbortSignal;
}

export interface KeyedCall {
  readonly key: RequestKey;
  /** Of this client. */
  readonly signal: AbortSignal;
  /** Whose data the answer is. */
  about(turnId: string): AnswerOwner;
  handle(attempt: Attempt): Answer | Promise<Answer>;
  /** The request's id stays in use until the returned function is called. */
  hold(): () => void;
}

export interface OnceAnswer {
  readonly answer: Answer;
  /** It was made for an earlier request. */
  readonly isRepeated: boolean;
}

/** @throws ReparteeError `idempotency_key_reused`, `event_not_found`, `reply_not_kept`, and what `handle` throws. */
export type AnswerOnce = (call: KeyedCall) => Promise<OnceAnswer>;

interface Given {
  readonly answer: RepeatableAnswer;
  readonly isStored: boolean;
}

type Settle = (given: Given) => void;

interface Running {
  readonly fingerprint: string;
  readonly answer: Promise<Given>;
  /** A client waits until its signal is aborted. */
  join(client: AbortSignal): void;
}

export function createAnswerOnce(options: AnswerOnceOptions): AnswerOnce {
  const { store } = options;
  const running = new Map<string, Running>();

  async function stored({ id }: RequestKey): Promise<StoredAnswer | undefined> {
    // Without a database only what runs in this process is known: a reply does not fail for that.
    const found = await store.find(id).catch(() => undefined);
    if (found === undefined || found.createdAtMs < Date.now() - keyedReplyRetentionMs) return undefined;
    return readStoredAnswer(found.content);
  }

  function begin(call: KeyedCall): Running {
    const { key } = call;
    const clients = createClients(options);
    const ended = (): void => {
      running.delete(key.id);
      clients.end();
    };
    const { promise: answer, resolve, reject } = createDeferred<Given>();
    answer.catch(() => {}); // its clients may have left
    const one: Running = { fingerprint: key.fingerprint, answer, join: clients.join };
    running.set(key.id, one);
    void attempt(call, clients.signal, resolve)
      .catch((thrown: unknown) => reject(toReparteeError(thrown)))
      .finally(ended);
    return one;
  }

  /** Resolves when the answer is over, and stored. */
  async function attempt(call: KeyedCall, signal: AbortSignal, settle: Settle): Promise<void> {
    const { key } = call;
    const unhold = call.hold();
    let release = (): void => {};
    try {
      release = await store.acquire(key.id, signal);
      const earlier = await stored(key);
      if (earlier !== undefined) checkSame(key, earlier.fingerprint);
      if (earlier?.answer !== undefined) return settle({ answer: repeatable(earlier.answer), isStored: true });
      const turnId = earlier?.turnId ?? randomUUID();
      const keep = (content: string, about: AnswerOwner = {}): Promise<unknown> =>
        store.put({ id: key.id, owner: key.owner, ...about, content, createdAtMs: Date.now() });
      // Before the turn's own writes, and without its conversation, which may not have begun.
      if (earlier === undefined) void keep(writeStoredAnswer({ fingerprint: key.fingerprint, turnId }));
      await finish(await call.handle({ turnId, signal }), settle, async (answer) => {
        if (signal.aborted) return;
        await keep(writeStoredAnswer({ fingerprint: key.fingerprint, turnId }, answer), call.about(turnId));
      });
    } finally {
      release();
      unhold();
    }
  }

  return async (call) => {
    const { key, signal } = call;
    const known = running.get(key.id);
    if (known !== undefined) {
      checkSame(key, known.fingerprint);
      return { answer: (await given(known, call)).answer, isRepeated: true };
    }
    if (key.lastEventId === undefined) return await given(begin(call), call);
    // Nothing begins for a client that is in the middle of a stream: perhaps another server writes it.
    (await store.acquire(key.id, signal))();
    const earlier = await stored(key);
    if (earlier?.answer === undefined) throw eventNotFound(key.lastEventId);
    checkSame(key, earlier.fingerprint);
    return { answer: toAnswer(repeatable(earlier.answer), key), isRepeated: true };
  };
}

async function given(one: Running, { key, signal }: KeyedCall): Promise<OnceAnswer> {
  one.join(signal);
  const { answer, isStored } = await untilAborted(one.answer, signal, "answer");
  return { answer: toAnswer(answer, key), isRepeated: isStored };
}

function toAnswer(answer: RepeatableAnswer, { lastEventId }: RequestKey): Answer {
  if (answer.kind === "json") return { kind: "json", body: answer.body };
  const frames = answer.stream.read(answer.stream.next(lastEventId));
  return { kind: "event-stream", frames, ...(answer.named ? { named: true } : {}) };
}

/** Settles as soon as clients may read; what they have whole is stored. */
async function finish(
  answer: Answer,
  settle: Settle,
  keep: (answer: NonNullable<StoredAnswer["answer"]>) => Promise<void>,
): Promise<void> {
  if (answer.kind === "json") {
    const whole = { kind: "json", body: answer.body } as const;
    await keep(whole);
    return settle({ answer: whole, isStored: false });
  }
  if (answer.kind !== "event-stream") throw new TypeError(`An answer of the kind ${answer.kind} has no key`);
  const run = randomBytes(6).toString("hex");
  const stream = createStreamRecorder(run);
  const named = answer.named === true;
  settle({ answer: { kind: "event-stream", stream, named }, isStored: false });
  await stream.record(answer.frames, (frames) =>
    keep(frames === undefined ? tooLong : { kind: "event-stream", run, named, frames: [...frames] }),
  );
}

function checkSame({ fingerprint }: RequestKey, earlier: string): void {
  if (fingerprint === earlier) return;
  throw new ReparteeError(
    "idempotency_key_reused",
    "Idempotency-Key: expected the request that this key was first sent with, got another path or body",
    { hint: "Make a new key for each request that is not a repeat" },
  );
}

/** The clients that wait for one attempt: when the last has left, it has `detachedMs` for another to come. */
function createClients({ clock, detachedMs, log }: AnswerOnceOptions): {
  readonly signal: AbortSignal;
  join(client: AbortSignal): void;
  end(): void;
} {
  const controller = new AbortController();
  const waiting = new Set<AbortSignal>();
  let givingUp: ScheduledCall | undefined;
  let isOver = false;

  function giveUp(): void {
    log.info({ detachedMs }, "a reply with an idempotency key is given up: its client did not come back");
    controller.abort(new ReparteeError("cancelled", "The client did not come back"));
  }

  return {
    signal: controller.signal,
    join(client) {
      givingUp?.cancel();
      waiting.add(client);
      const left = (): void => {
        waiting.delete(client);
        if (waiting.size === 0 && !isOver) givingUp = clock.schedule(detachedMs, giveUp);
      };
      if (client.aborted) left();
      else client.addEventListener("abort", left, { once: true });
    },
    end() {
      isOver = true;
      givingUp?.cancel();
    },
  };
}
