/**
 * One speech engine in a child process, kept running.
 *
 * 1. It is started by its first call (or `start`), and again by the next call after it died.
 * 2. A call ends by its result or by the death of the process. A process that is silent for `timeoutMs` while calls wait
 *    is killed: nothing else stops a native library that hangs.
 * 3. A caller that gives up is released at once; what the process still computes for it delays the next call only.
 * 4. After `deathLimit` deaths without a finished call in between, calls are refused for `restMs`.
 */
import { throwIfCancelled } from "../../core/abort.ts";
import type { Clock, ScheduledCall } from "../../core/clock.ts";
import { ReparteeError, deserializeError, toReparteeError } from "../../core/errors.ts";
import { createEventQueue, type EventQueue } from "../../core/event-queue.ts";
import type { Log } from "../../core/log.ts";
import { abortError, untilAborted } from "../../core/until-aborted.ts";
import { crashError, loadDeathError } from "../../runners/death.ts";
import type { ChildMessage, SpeechCall } from "./protocol.ts";
import type { SpeechPart } from "./speech-part.ts";
import { startSpeechChild, type SpeechChild } from "./start-child.ts";

export interface SpeechProcessOptions {
  /** For messages and logs: `sherpa-onnx:whisper-base`. */
  readonly name: string;
  readonly part: SpeechPart;
  /** The child's program. */
  readonly entry: URL;
  readonly log: Log;
  readonly clock: Clock;
  /** Longest silence while a call waits. */
  readonly timeoutMs: number;
  readonly loadTimeoutMs: number;
}

export interface SpeechProcess extends AsyncDisposable {
  /** Loads the model before the first call needs it. @throws ReparteeError `model_load_failed`. */
  start(): Promise<void>;
  /** The parts of one call's result. @throws ReparteeError `cancelled`, `runner_crashed`, or what the engine throws. */
  call(call: SpeechCall, signal: AbortSignal): AsyncIterable<unknown>;
  /** The child's process id while it runs. */
  readonly pid: number | undefined;
}

const deathLimit = 3;
const restMs = 30_000;

interface Running {
  readonly child: SpeechChild;
  readonly loaded: Promise<void>;
  /** Kills it; its calls fail with this reason. */
  stop(reason: ReparteeError): void;
}

interface Waiting {
  readonly results: EventQueue<unknown>;
  fail(error: ReparteeError): void;
}

export function createSpeechProcess(options: SpeechProcessOptions): SpeechProcess {
  const { name, part, entry, log, clock, timeoutMs, loadTimeoutMs } = options;
  const waiting = new Map<number, Waiting>();
  let running: Running | undefined;
  let lastId = 0;
  let silence: ScheduledCall | undefined;
  const deaths = createDeathCount({ name, log, clock });
  let isDisposed = false;

  function keepRunning(): Running {
    if (isDisposed) throw new ReparteeError("model_unloaded", `Cannot use "${name}": it was closed`);
    deaths.throwIfResting();
    running ??= startChild();
    return running;
  }

  function startChild(): Running {
    const child = startSpeechChild({ entry, name, log });
    let isLoaded = false;
    /** Why it is killed. */
    let refusal: ReparteeError | undefined;
    function stop(reason: ReparteeError): void {
      refusal = reason;
      child.kill();
    }
    const loaded = new Promise<void>((resolve, reject) => {
      const timer = clock.schedule(loadTimeoutMs, () => {
        reject(new ReparteeError("load_timeout", `Cannot load "${name}": it took longer than ${loadTimeoutMs} ms`));
        child.kill();
      });
      child.keepAlive(true);
      child.onMessage((message) => {
        if (message.type === "loaded") {
          isLoaded = true;
          timer.cancel();
          child.keepAlive(waiting.size > 0);
          resolve();
        } else if (message.type === "load-failed") {
          timer.cancel();
          stop(deserializeError(message.error));
        } else receive(message);
      });
      void child.ended.then((death) => {
        timer.cancel();
        if (running?.child === child) running = undefined;
        const error = refusal ?? (isLoaded ? crashError(name, death) : loadDeathError(name, death));
        reject(error);
        if (!isDisposed) deaths.add(error);
        for (const { fail } of [...waiting.values()]) fail(error);
      });
    });
    // Whoever waits for it learns it; nobody may.
    loaded.catch(() => {});
    child.send({ type: "load", part });
    return { child, loaded, stop };
  }

  /** Counts the silence anew, as long as somebody waits. */
  function watchSilence(): void {
    silence?.cancel();
    const watched = running;
    watched?.child.keepAlive(waiting.size > 0);
    if (watched === undefined || waiting.size === 0) return;
    silence = clock.schedule(timeoutMs, () => watched.stop(silentError(name, timeoutMs)));
  }

  function receive(message: Exclude<ChildMessage, { type: "loaded" | "load-failed" }>): void {
    const waiter = waiting.get(message.id);
    watchSilence();
    if (waiter === undefined) return;
    if (message.type === "part") return waiter.results.push(message.value);
    deaths.reset();
    if (message.type === "failed") return waiter.fail(deserializeError(message.error));
    close(message.id);
    waiter.results.end();
  }

  function close(id: number): void {
    waiting.delete(id);
    watchSilence();
  }

  async function* call(request: SpeechCall, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
    const action = `${request.name} with "${name}"`;
    throwIfCancelled(signal, action);
    const { child, loaded } = keepRunning();
    await untilAborted(loaded, signal, action);
    const id = (lastId += 1);
    const results = createEventQueue<unknown>();
    let failure: ReparteeError | undefined;
    function fail(error: ReparteeError): void {
      failure = error;
      close(id);
      results.end();
    }
    waiting.set(id, { results, fail });
    watchSilence();
    const onAbort = (): void => {
      child.send({ type: "cancel", id });
      failure = abortError(signal, action);
      results.clear();
      results.end();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    child.send({ type: "call", id, call: request });
    try {
      yield* results;
      if (failure !== undefined) throw failure;
    } finally {
      signal.removeEventListener("abort", onAbort);
      if (waiting.has(id) && !signal.aborted) child.send({ type: "cancel", id });
    }
  }

  return {
    async start() {
      await keepRunning().loaded;
    },
    call,
    get pid() {
      return running?.child.pid;
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      const child = running?.child;
      child?.kill();
      await child?.ended;
    },
  };
}

function silentError(name: string, timeoutMs: number): ReparteeError {
  return new ReparteeError(
    "runner_crashed",
    `The process of "${name}" was killed: no answer for ${timeoutMs / 1000} s`,
    { hint: "The machine may be too busy for it; the next call has a new process." },
  );
}

interface DeathCount {
  add(error: ReparteeError): void;
  /** An answer came. */
  reset(): void;
  /** @throws ReparteeError the last death's, for `restMs` after `deathLimit` deaths in a row. */
  throwIfResting(): void;
}

/** A process that dies again and again is not started again at once: each start costs seconds of processor time. */
function createDeathCount({ name, log, clock }: Pick<SpeechProcessOptions, "name" | "log" | "clock">): DeathCount {
  let deaths = 0;
  let refusedUntil: { readonly atMs: number; readonly error: ReparteeError } | undefined;
  return {
    add(error) {
      deaths += 1;
      log.warn({ speech: name, deaths, code: error.code, error: error.message }, "speech process ended");
      if (deaths < deathLimit) return;
      deaths = 0;
      refusedUntil = { atMs: clock.now() + restMs, error };
    },
    reset() {
      deaths = 0;
    },
    throwIfResting() {
      if (refusedUntil !== undefined && clock.now() < refusedUntil.atMs) throw refusedUntil.error;
      refusedUntil = undefined;
    },
  };
}

/** The one value of a call that has one. @throws ReparteeError `generation_failed` when it gave none. */
export async function onlyResult(results: AsyncIterable<unknown>, name: string): Promise<unknown> {
  for await (const value of results) return value;
  throw toReparteeError(`The process of "${name}" ended a call without a result`, "generation_failed");
}
