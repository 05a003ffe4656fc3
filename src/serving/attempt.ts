/**
 * One attempt to get a reply from one link of the chain. Duty: from a link and a request to exactly one outcome, with
 * everything that was acquired on the way given back.
 *
 *   ┌──────────┐ #queue ┌────────┐ #load ┌─────────┐ #open ┌─────────┐
 *   │ admitted │ ─────▶ │ queued │ ────▶ │ loading │ ────▶ │ prefill │
 *   └──────────┘        └────────┘       └─────────┘       └────┬────┘
 *                                                               │ #commit
 *        ┌──────┐ #finish  ┌───────────┐  #stream   ┌───────────▼┐
 *        │ done │ ◀─────── │ streaming │ ◀───────── │ committed  │
 *        └──────┘          └───────────┘            └────────────┘
 *
 *   any state but done ── #fail ──▶ degraded-done
 *
 *   An empty reply goes from `committed` to `done`.
 *
 *   | state     | timeouts that run                                                     |
 *   |-----------|-----------------------------------------------------------------------|
 *   | queued    | queue (in admission)                                                  |
 *   | loading   | load stall, reset by progress; load                                   |
 *   | prefill   | first token, until the first came, visible or not; then token gap     |
 *   | streaming | token gap, reset by events that carry tokens and by nothing else      |
 *
 *  1. Left of `committed` nothing is emitted that another link could not have emitted: no `start`, no text.
 *  2. `committed` is entered by the first visible text. What came before it, tokens without visible text, is held and
 *     sent right after `start`, in order.
 *  3. A reply without anything visible is a failure (`empty_reply`) unless it ended at its length limit or the chain
 *     has nothing better (`emptyIsReply`).
 *  4. The outcome is given once. What the engine yields after it is ignored.
 *  5. No step waits for an engine that does not answer: the outcome comes from the first of engine, timeouts and `stop`.
 *  6. With the outcome, the lease is released, the engine's signal aborted (unless it finished by itself), its
 *     iterator closed, and every timer and listener removed.
 *  7. Before the first token only the first-token timeout runs: on a small machine one step of the prefill can take
 *     longer than the token gap may.
 *  8. Time in which the reader is behind does not count as silence of the model.
 */
import type { Clock, ScheduledCall } from "../core/clock.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateWith } from "../core/engine.ts";
import type { FinishEvent, GenerateEvent, TextDeltaEvent, ToolCallDeltaEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Observer } from "../core/observer.ts";
import type { ReplyOrigin } from "../core/reply.ts";
import type { Usage } from "../core/usage.ts";
import type { Lease, WaitOptions } from "../models/pool/model-pool.ts";
import { abortError } from "../core/until-aborted.ts";
import { firstTokenTimeout, loadStalled, loadTooLong, memoryWaitTooLong, tokenStall } from "./timeout-errors.ts";
import type { Timeouts } from "./timeouts.ts";
import { createIdleTimeout, type IdleTimeout } from "./idle-timeout.ts";
import type { ReplyOutput } from "./reply-stream.ts";

export type AttemptState =
  | "admitted"
  | "queued"
  | "loading"
  | "prefill"
  | "committed"
  | "streaming"
  | "done"
  | "degraded-done";

/** One link of a chain: which model is to answer, and how it is acquired. */
export interface Link {
  readonly origin: ReplyOrigin;
  /** Waits for a permit. */
  enter(signal: AbortSignal, onQueued: (ahead: number) => void): Promise<void>;
  /** Leases the model, once it is loaded. */
  acquire(options: WaitOptions): Promise<Lease>;
  /** Whether `acquire` waits for memory. */
  waitsForMemory?(): boolean;
}

export interface AttemptOptions {
  readonly link: Link;
  readonly request: GenerateRequest;
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  readonly output: ReplyOutput;
  /** Ends the attempt; the reason is a `ReparteeError`. */
  readonly stop: AbortSignal;
  /** `ReplyRequest.generateWith`. */
  readonly generateWith?: GenerateWith;
  readonly emptyIsReply: boolean;
  /** Notified of the time between two events that carried tokens. */
  readonly observer: Pick<Observer, "tokenGap">;
}

export type AttemptOutcome = AttemptMeasures &
  (
    | { readonly kind: "finished"; readonly finish: FinishEvent }
    | {
        readonly kind: "failed";
        readonly error: ReparteeError;
        /** Where it failed; from `committed` on, nothing can be replaced any more. */
        readonly failedIn: AttemptState;
        readonly committed: boolean;
      }
  );

export interface AttemptMeasures {
  readonly queueMs: number;
  readonly loadMs: number;
  /** By the clock; undefined when nothing visible was sent. */
  readonly firstTextAtMs: number | undefined;
  /** As the engine counted it; of a failed attempt, what was seen of it. */
  readonly usage: Usage;
}

/** Smallest progress of a load that is reported. */
const loadStep = 0.01;

const generate: GenerateWith = (model, request, signal) => model.generate(request, signal);

export function runAttempt(options: AttemptOptions): Promise<AttemptOutcome> {
  return new Promise((resolve) => new Attempt(options, resolve).begin());
}

class Attempt {
  readonly #options: AttemptOptions;
  readonly #resolve: (outcome: AttemptOutcome) => void;
  readonly #engine = new AbortController();
  /** Load stall, then token gap. */
  readonly #idle: IdleTimeout;
  #state: AttemptState = "admitted";
  /** Load, then first token. */
  #cap: ScheduledCall | undefined;
  #closedGrace: ScheduledCall | undefined;
  #lease: Lease | undefined;
  #events: AsyncIterator<GenerateEvent> | undefined;
  #held: TextDeltaEvent[] = [];
  #isRevived = false;
  #loadFraction = 0;
  #reportedFraction = -1;
  #lastTokenMs: number | undefined;
  #queuedAtMs: number | undefined;
  #loadingAtMs: number | undefined;
  #openedAtMs: number | undefined;
  #firstTextAtMs: number | undefined;
  #promptTokens = 0;
  #cachedTokens = 0;
  #completionTokens = 0;

  constructor(options: AttemptOptions, resolve: (outcome: AttemptOutcome) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#idle = createIdleTimeout(options.clock);
  }

  begin(): void {
    const { stop } = this.#options;
    if (stop.aborted) return this.#onStop();
    stop.addEventListener("abort", this.#onStop, { once: true });
    void this.#run();
  }

  get #over(): boolean {
    return this.#state === "done" || this.#state === "degraded-done";
  }

  get #model(): string {
    return this.#options.link.origin.model;
  }

  async #run(): Promise<void> {
    try {
      await this.#queue();
      if (!this.#over) await this.#load();
      if (!this.#over) await this.#open();
    } catch (thrown) {
      this.#fail(toReparteeError(thrown, this.#lease === undefined ? "internal" : "generation_failed"));
    }
  }

  async #queue(): Promise<void> {
    const { clock, link, output } = this.#options;
    this.#state = "queued";
    this.#queuedAtMs = clock.now();
    await link.enter(this.#engine.signal, (ahead) => output.emit({ type: "queued", ahead }));
  }

  async #load(): Promise<void> {
    const { clock, timeouts, link } = this.#options;
    this.#state = "loading";
    this.#loadingAtMs = clock.now();
    this.#idle.start(timeouts.loadStallTimeoutMs, () =>
      this.#fail(
        link.waitsForMemory?.() === true
          ? memoryWaitTooLong(this.#model, timeouts.loadStallTimeoutMs)
          : loadStalled(this.#model, timeouts.loadStallTimeoutMs, this.#loadFraction),
      ),
    );
    this.#cap = clock.schedule(timeouts.loadTimeoutMs, () =>
      this.#fail(loadTooLong(this.#model, timeouts.loadTimeoutMs, this.#loadFraction)),
    );
    const onProgress = (fraction: number): void => this.#onLoading(fraction);
    const lease = await link.acquire({ signal: this.#engine.signal, onProgress });
    if (this.#over) lease.release();
    else this.#lease = lease;
  }

  #onLoading(fraction: number): void {
    if (this.#state !== "loading") return;
    const { clock, output } = this.#options;
    if (fraction > this.#loadFraction) this.#idle.touch(clock.now());
    this.#loadFraction = fraction;
    if (fraction < 1 && fraction - this.#reportedFraction < loadStep) return;
    this.#reportedFraction = fraction;
    output.emit({ type: "loading", model: this.#model, fraction });
  }

  async #open(): Promise<void> {
    const { clock, timeouts, request } = this.#options;
    const lease = this.#lease;
    if (lease === undefined) return;
    this.#state = "prefill";
    this.#openedAtMs = clock.now();
    this.#idle.stop();
    this.#cap?.cancel();
    const isOnePiece = request.isWhole === true && lease.model.info.wholeReplies === true;
    const limitMs = isOnePiece ? timeouts.totalTimeoutMs : timeouts.firstTokenTimeoutMs;
    this.#cap = clock.schedule(limitMs, () => this.#fail(firstTokenTimeout(this.#model, limitMs)));
    if (lease.model.closed.aborted) this.#onModelClosed();
    else lease.model.closed.addEventListener("abort", this.#onModelClosed, { once: true });
    const { generateWith = generate } = this.#options;
    const events = generateWith(lease.model, request, this.#engine.signal)[Symbol.asyncIterator]();
    this.#events = events;
    await this.#read(events);
  }

  /** Reads the engine's events until the outcome is given. */
  async #read(events: AsyncIterator<GenerateEvent>): Promise<void> {
    const { output } = this.#options;
    while (!this.#over) {
      const next = await events.next();
      if (this.#over) return;
      if (next.done === true) throw endedEarly(this.#model);
      this.#take(next.value);
      const room = output.room();
      if (room === undefined || this.#over) continue;
      this.#idle.pause();
      await room;
      this.#idle.resume();
    }
  }

  #take(event: GenerateEvent): void {
    switch (event.type) {
      case "prefill":
        this.#promptTokens = event.totalTokens;
        this.#cachedTokens = event.cachedTokens;
        if (event.isAnew === true) this.#held = [];
        if (this.#state === "prefill") this.#options.output.emit(event);
        else if (event.isAnew === true) this.#onRevival();
        return;
      case "text-delta":
        this.#onTokens(event.tokenCount);
        if (this.#state === "prefill" && !/\S/.test(event.text)) this.#held.push(event);
        else this.#stream(event);
        return;
      case "tool-call-delta":
        this.#onTokens(event.tokenCount);
        return this.#stream(event);
      case "finish":
        return this.#finish(event);
      case "error":
        return this.#fail(event.error);
      default:
        // An event of a later version: no part of a reply.
        return;
    }
  }

  #onTokens(count: number): void {
    if (count <= 0) return;
    this.#completionTokens += count;
    const nowMs = this.#options.clock.now();
    if (this.#lastTokenMs === undefined) {
      this.#watchTokens();
    } else if (this.#isRevived) {
      this.#isRevived = false;
      this.#startTokenGap();
    } else {
      this.#options.observer.tokenGap(this.#model, nowMs - this.#lastTokenMs);
      this.#idle.touch(nowMs);
    }
    this.#lastTokenMs = nowMs;
  }

  /** A prompt that is read in the middle of a reply: a fresh process goes on with it, and has to be loaded first. */
  #onRevival(): void {
    const { firstTokenTimeoutMs, loadTimeoutMs } = this.#options.timeouts;
    this.#isRevived = true;
    const limitMs = loadTimeoutMs + firstTokenTimeoutMs;
    this.#idle.start(limitMs, () => this.#fail(firstTokenTimeout(this.#model, limitMs)));
  }

  /** From the first token on, the token gap counts. */
  #watchTokens(): void {
    if (this.#cap === undefined) return;
    this.#cap.cancel();
    this.#cap = undefined;
    this.#startTokenGap();
  }

  #startTokenGap(): void {
    const { tokenGapTimeoutMs } = this.#options.timeouts;
    this.#idle.start(tokenGapTimeoutMs, () => this.#fail(tokenStall(this.#model, tokenGapTimeoutMs)));
  }

  #commit(): void {
    const { link, output } = this.#options;
    this.#state = "committed";
    output.emit({ type: "start", ...link.origin });
    for (const event of this.#held) output.emit(event);
    this.#held = [];
  }

  #stream(event: TextDeltaEvent | ToolCallDeltaEvent): void {
    if (this.#state === "prefill") {
      this.#watchTokens();
      this.#firstTextAtMs = this.#options.clock.now();
      this.#commit();
    }
    this.#state = "streaming";
    this.#options.output.emit(event);
  }

  #finish(finish: FinishEvent): void {
    if (finish.reason === "cancelled") return this.#fail(cancelledUnasked(this.#model));
    if (this.#state === "prefill") {
      if (finish.reason !== "length" && !this.#options.emptyIsReply) return this.#fail(emptyReply(this.#model));
      this.#commit();
    }
    this.#end("done");
    this.#resolve({ kind: "finished", finish, ...this.#measures(finish.usage) });
  }

  #fail(error: ReparteeError): void {
    if (this.#over) return;
    const failedIn = this.#state;
    const committed = failedIn === "committed" || failedIn === "streaming";
    this.#end("degraded-done", error);
    const usage = {
      promptTokens: this.#promptTokens,
      completionTokens: this.#completionTokens,
      cachedTokens: this.#cachedTokens,
    };
    this.#resolve({ kind: "failed", error, failedIn, committed, ...this.#measures(usage) });
  }

  readonly #onStop = (): void => this.#fail(abortError(this.#options.stop, "answer"));

  /** What the model has already yielded is read first: it may hold the end of the reply, or a better reason. */
  readonly #onModelClosed = (): void => {
    this.#closedGrace = this.#options.clock.schedule(0, () =>
      this.#fail(toReparteeError(this.#lease?.model.closed.reason, "runner_crashed")),
    );
  };

  /** Gives back all that was acquired. With an error, the engine is stopped. */
  #end(state: "done" | "degraded-done", error?: ReparteeError): void {
    this.#state = state;
    this.#options.stop.removeEventListener("abort", this.#onStop);
    this.#lease?.model.closed.removeEventListener("abort", this.#onModelClosed);
    this.#idle.stop();
    this.#cap?.cancel();
    this.#closedGrace?.cancel();
    if (error !== undefined) this.#engine.abort(error);
    if (this.#events !== undefined) closeUnwatched(this.#events);
    this.#lease?.release();
  }

  #measures(usage: Usage): AttemptMeasures {
    const nowMs = this.#options.clock.now();
    const since = (fromMs: number | undefined, toMs = nowMs): number => (fromMs === undefined ? 0 : toMs - fromMs);
    return {
      queueMs: since(this.#queuedAtMs, this.#loadingAtMs),
      loadMs: since(this.#loadingAtMs, this.#openedAtMs),
      firstTextAtMs: this.#firstTextAtMs,
      usage,
    };
  }
}

/** Closes the engine's iterator without waiting for it: the outcome is known, and the engine may never answer. */
function closeUnwatched(events: AsyncIterator<GenerateEvent>): void {
  void (async () => await events.return?.())().catch(() => {});
}

function endedEarly(model: string): ReparteeError {
  return new ReparteeError("generation_failed", `Model "${model}" ended its reply without a terminal event`);
}

function cancelledUnasked(model: string): ReparteeError {
  return new ReparteeError("generation_failed", `Model "${model}" cancelled a reply by itself`);
}

function emptyReply(model: string): ReparteeError {
  return new ReparteeError("empty_reply", `Model "${model}" ended its reply before the first visible character`);
}
