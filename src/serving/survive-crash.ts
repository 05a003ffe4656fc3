/**
 * A leased model whose replies survive the death of its process: nothing that a reader could notice has been lost yet.
 *
 * 1. Before the first text a request is asked again, as it was, of a fresh process.
 * 2. After it, the fresh process is given the prompt and the text so far and goes on from there, in the same stream; the
 *    reply then carries the warning `resumed`. Not where the text has a form of its own (JSON, tool calls): a model that
 *    is given half of one does not go on with it.
 * 3. At most twice for each reply, and never for a request in quarantine. Requests that a process may have died of are
 *    asked again one at a time.
 */
import type { Clock } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { FinishEvent, GenerateEvent, PrefillEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import type { KeyedMutex, Release } from "../core/mutex.ts";
import { noTimings } from "../core/timings.ts";
import { noUsage } from "../core/usage.ts";
import type { Lease } from "../models/pool/model-pool.ts";
import type { CrashLedger, LedgerEntry } from "./crash-ledger.ts";

export interface SurviveOptions {
  readonly model: string;
  /** Leases the model again, which loads it. */
  readonly leaseAgain: (signal: AbortSignal) => Promise<Lease>;
  readonly ledger: CrashLedger;
  /** Turns of the requests that a process may have died of, by model. */
  readonly trials: KeyedMutex;
  readonly clock: Clock;
  readonly log: Log;
  readonly onResumed: (isMidStream: boolean) => void;
}

type Next = IteratorResult<GenerateEvent, undefined>;

const maxRevivals = 2;

export function survivingLease(first: Lease, options: SurviveOptions): Lease {
  let lease = first;
  let isReleased = false;
  const closing = new AbortController();

  function take(next: Lease): void {
    lease.release();
    lease = next;
    if (isReleased) next.release();
  }

  const model: LoadedModel = Object.create(first.model, {
    closed: { value: closing.signal },
    generate: {
      value: (request: GenerateRequest, signal: AbortSignal) =>
        createSurvivor(request, signal, { ...options, current: () => lease.model, take }),
    },
  }) as LoadedModel;
  return {
    model,
    release() {
      isReleased = true;
      lease.release();
    },
  };
}

interface SurvivorOptions extends SurviveOptions {
  readonly current: () => LoadedModel;
  readonly take: (lease: Lease) => void;
}

function createSurvivor(
  request: GenerateRequest,
  signal: AbortSignal,
  options: SurvivorOptions,
): AsyncIterableIterator<GenerateEvent, undefined> {
  return new Survivor(request, signal, options);
}

/** No generator: one would cost every token some microseconds. */
class Survivor implements AsyncIterableIterator<GenerateEvent, undefined> {
  readonly #request: GenerateRequest;
  readonly #signal: AbortSignal;
  readonly #options: SurvivorOptions;
  #process: LoadedModel | undefined;
  #events: AsyncIterator<GenerateEvent> | undefined;
  #entry: LedgerEntry | undefined;
  #waiting: ((next: Next) => void) | undefined;
  #failure: ReparteeError | undefined;
  #endTrial: Release | undefined;
  #isOver = false;
  /** The process at work has written a token. */
  #hasBegun = false;
  #revivals = 0;
  #resumed = 0;
  #text = "";
  #tokens = 0;
  #hasToolCall = false;
  #tokensBefore = 0;
  #prompt: PrefillEvent = { type: "prefill", processedTokens: 0, totalTokens: 0, cachedTokens: 0 };

  constructor(request: GenerateRequest, signal: AbortSignal, options: SurvivorOptions) {
    this.#request = request;
    this.#signal = signal;
    this.#options = options;
  }

  /** Something that people can see: white space before it is not sent before it. */
  get #isWritten(): boolean {
    return /\S/.test(this.#text);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Next> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      if (this.#isOver) this.#give({ done: true, value: undefined });
      else if (this.#failure !== undefined) void this.#revive(this.#failure);
      else this.#read(this.#events ?? this.#open(this.#request));
    });
  }

  async return(): Promise<Next> {
    this.#end();
    await this.#events?.return?.();
    return { done: true, value: undefined };
  }

  #open(request: GenerateRequest): AsyncIterator<GenerateEvent> {
    const { current, ledger, model } = this.#options;
    const process = current();
    this.#hasBegun = false;
    this.#process = process;
    const refusal = ledger.refusal(model, this.#request);
    if (refusal !== undefined) return failing(refusal);
    this.#entry = ledger.enter(process, model, this.#request);
    process.closed.addEventListener("abort", this.#onClosed, { once: true });
    this.#events = process.generate(request, this.#signal)[Symbol.asyncIterator]();
    return this.#events;
  }

  #read(events: AsyncIterator<GenerateEvent>): void {
    const waiting = this.#waiting;
    events.next().then(
      (next) => {
        // The process died meanwhile without ending its reply, and that was noticed first.
        if (this.#waiting !== waiting) return;
        if (next.done === true) this.#give({ done: true, value: undefined });
        else this.#take(next.value);
      },
      (thrown: unknown) => {
        if (this.#waiting === waiting)
          this.#take({ type: "error", error: toReparteeError(thrown, "generation_failed") });
      },
    );
  }

  /** A process that dies ends its replies. One that does not is noticed all the same. */
  readonly #onClosed = (): void => {
    const waiting = this.#waiting;
    const reason = toReparteeError(this.#process?.closed.reason, "runner_crashed");
    this.#options.clock.schedule(0, () => {
      if (waiting !== undefined && this.#waiting === waiting && !this.#isOver)
        this.#take({ type: "error", error: reason });
    });
  };

  #take(event: GenerateEvent): void {
    switch (event.type) {
      case "prefill":
        if (this.#resumed === 0) this.#prompt = event;
        break;
      case "text-delta":
        this.#text += event.text;
        this.#count(event.tokenCount);
        break;
      case "tool-call-delta":
        this.#hasToolCall = true;
        this.#count(event.tokenCount);
        break;
      case "error":
        return this.#fail(event.error);
      case "finish":
        this.#end();
        return this.#give({ done: false, value: this.#whole(event) });
      default:
    }
    this.#give({ done: false, value: event });
  }

  #count(tokens: number): void {
    if (tokens === 0) return;
    this.#tokens += tokens;
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#entry?.began();
    this.#endTrial?.();
  }

  #fail(error: ReparteeError): void {
    if (!this.#mayRevive(error)) {
      this.#end();
      return this.#give({ done: false, value: { type: "error", error } });
    }
    this.#failure = error;
    if (!this.#isWritten) {
      this.#text = "";
      this.#tokens = 0;
    }
    // Shows that the reply goes on; the next event waits for the fresh process.
    this.#give({ done: false, value: { ...this.#prompt, processedTokens: 0, isAnew: true } });
  }

  #mayRevive(error: ReparteeError): boolean {
    if (error.code !== "runner_crashed" || this.#signal.aborted || this.#revivals >= maxRevivals) return false;
    if (!this.#isWritten && !this.#hasToolCall) return true;
    const { format, input } = this.#request;
    const hasForm = (format !== undefined && format.kind !== "text") || (input.kind === "chat" && input.tools?.length);
    return !hasForm && !this.#hasToolCall && this.#options.current().capabilities.replyPrefix === true;
  }

  async #revive(failure: ReparteeError): Promise<void> {
    const { leaseAgain, log, model, onResumed, take, trials } = this.#options;
    const isMidStream = this.#isWritten;
    this.#failure = undefined;
    this.#revivals += 1;
    try {
      const verdict = this.#entry?.crashed();
      this.#leaveProcess();
      if (verdict?.refusal !== undefined) throw verdict.refusal;
      if (verdict?.isSuspect === true) this.#endTrial = await trials.acquire(model, this.#signal, "answer again");
      take(await leaseAgain(this.#signal));
      log.info(
        { requestId: this.#request.id, model, isMidStream, tokens: this.#tokens },
        "reply goes on after a crash",
      );
      onResumed(isMidStream);
      this.#resumed += isMidStream ? 1 : 0;
      this.#goOn();
    } catch (thrown) {
      log.warn({ requestId: this.#request.id, model, err: thrown }, "reply could not go on after a crash");
      this.#end();
      const error = thrown instanceof ReparteeError && thrown.code === "request_quarantined" ? thrown : failure;
      this.#give({ done: false, value: { type: "error", error } });
    }
  }

  #goOn(): void {
    const { maxTokens, replyPrefix = "" } = this.#request;
    const left = maxTokens === undefined ? undefined : maxTokens - this.#tokens;
    const isWritten = this.#isWritten;
    if (isWritten && left !== undefined && left <= 0) return this.#take(lengthReached);
    this.#tokensBefore = isWritten ? this.#tokens : 0;
    const request = isWritten
      ? { ...this.#request, maxTokens: left, replyPrefix: replyPrefix + this.#text }
      : this.#request;
    this.#read(this.#open(request));
  }

  /** Of all parts together. */
  #whole(finish: FinishEvent): FinishEvent {
    if (this.#resumed === 0) return finish;
    const detail = "The model's process died in the middle of this reply; a fresh one went on with it.";
    const { totalTokens: promptTokens, cachedTokens } = this.#prompt;
    const usage = { promptTokens, cachedTokens, completionTokens: this.#tokensBefore + finish.usage.completionTokens };
    return { ...finish, usage, warnings: [{ kind: "resumed", detail }, ...finish.warnings] };
  }

  #give(next: Next): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(next);
  }

  #leaveProcess(): void {
    this.#process?.closed.removeEventListener("abort", this.#onClosed);
    this.#endTrial?.();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#leaveProcess();
    this.#entry?.ended();
  }
}

const lengthReached: FinishEvent = {
  type: "finish",
  reason: "length",
  usage: noUsage,
  timings: noTimings,
  warnings: [],
};

async function* failing(error: ReparteeError): AsyncGenerator<GenerateEvent, undefined, void> {
  yield { type: "error", error };
}
