/**
 * One try to get a reply from one link of the chain. Duty: from a link and a request to exactly one outcome, with
 * everything that was taken on the way given back.
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
 *   | state     | clocks that run                                                       |
 *   |-----------|-----------------------------------------------------------------------|
 *   | queued    | queue (kept by admission)                                             |
 *   | loading   | load stall, reset by progress; load                                   |
 *   | prefill   | first token, until the first came, shown or not; then between tokens  |
 *   | streaming | between tokens, reset by events that carry tokens and by nothing else |
 *
 *  1. Left of `committed` nothing is emitted that another link could not have emitted: no `start`, no piece.
 *  2. `committed` is entered by the first piece that a person can see. What came before it, tokens without visible
 *     text, is held and sent right after `start`, in order.
 *  3. A reply without anything visible is a failure (`empty_reply`) unless it ended at its length limit or the chain
 *     has nothing better (`emptyIsReply`).
 *  4. The outcome is given once. Whatever the engine yields after it is not looked at.
 *  5. No step waits for an engine that does not answer: the outcome comes from the first of engine, clocks and `stop`.
 *  6. With the outcome, the lease is released, the engine's signal aborted (unless it finished by itself), its
 *     iterator closed, and no timer or listener is left.
 *  7. Before the first token only the cap runs: on a small machine one step of the prefill can take longer than the
 *     time that is allowed between tokens.
 *  8. Time in which the reader is behind does not count as silence of the model.
 */
import type { Clock, ScheduledCall } from "../core/clock.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { FinishEvent, GenerateEvent, TextDeltaEvent, ToolCallDeltaEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { ReplyOrigin } from "../core/reply.ts";
import type { Usage } from "../core/usage.ts";
import type { Lease, WaitOptions } from "../models/pool/model-pool.ts";
import { abortError } from "../core/until-aborted.ts";
import { firstTokenTimeout, loadStalled, loadTooLong, memoryWaitTooLong, tokenStall } from "./clock-errors.ts";
import type { Clocks } from "./clocks.ts";
import { createIdleClock, type IdleClock } from "./idle-clock.ts";
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

/** One link of a chain: who is to answer, and the way there. */
export interface Link {
  readonly origin: ReplyOrigin;
  /** Waits to be let in. */
  enter(signal: AbortSignal, onQueued: (ahead: number) => void): Promise<void>;
  /** Holds the model, once it is loaded. */
  acquire(options: WaitOptions): Promise<Lease>;
  /** Whether it is room in memory that `acquire` waits for. */
  waitsForMemory?(): boolean;
}

export interface AttemptOptions {
  readonly link: Link;
  readonly request: GenerateRequest;
  readonly clocks: Clocks;
  readonly clock: Clock;
  readonly output: ReplyOutput;
  /** Ends the attempt; the reason is a `ReparteeError`. */
  readonly stop: AbortSignal;
  readonly emptyIsReply: boolean;
  /** Told the time between two events that carried tokens. */
  readonly onTokenGap: (gapMs: number) => void;
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
  /** By the clock; undefined when no piece was sent. */
  readonly firstPieceAtMs: number | undefined;
  /** As the engine counted it, or as far as it was seen to get. */
  readonly usage: Usage;
}

/** Smallest step of loading that is told. */
const loadStep = 0.01;

export function runAttempt(options: AttemptOptions): Promise<AttemptOutcome> {
  return new Promise((resolve) => new Attempt(options, resolve).begin());
}

class Attempt {
  readonly #options: AttemptOptions;
  readonly #resolve: (outcome: AttemptOutcome) => void;
  readonly #engine = new AbortController();
  readonly #idle: IdleClock;
  #state: AttemptState = "admitted";
  #cap: ScheduledCall | undefined;
  #goneGrace: ScheduledCall | undefined;
  #lease: Lease | undefined;
  #events: AsyncIterator<GenerateEvent> | undefined;
  #held: TextDeltaEvent[] = [];
  #loadFraction = 0;
  #toldFraction = -1;
  #lastTokenMs: number | undefined;
  #queuedAtMs: number | undefined;
  #loadingAtMs: number | undefined;
  #openedAtMs: number | undefined;
  #firstPieceAtMs: number | undefined;
  #promptTokens = 0;
  #cachedTokens = 0;
  #completionTokens = 0;

  constructor(options: AttemptOptions, resolve: (outcome: AttemptOutcome) => void) {
    this.#options = options;
    this.#resolve = resolve;
    this.#idle = createIdleClock(options.clock);
  }

  begin(): void {
    const { stop } = this.#options;
    if (stop.aborted) return this.#onStop();
    stop.addEventListener("abort", this.#onStop, { once: true });
    void this.#walk();
  }

  get #over(): boolean {
    return this.#state === "done" || this.#state === "degraded-done";
  }

  get #model(): string {
    return this.#options.link.origin.model;
  }

  async #walk(): Promise<void> {
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
    const { clock, clocks, link } = this.#options;
    this.#state = "loading";
    this.#loadingAtMs = clock.now();
    this.#idle.start(clocks.loadStallMs, () =>
      this.#fail(
        link.waitsForMemory?.() === true
          ? memoryWaitTooLong(this.#model, clocks.loadStallMs)
          : loadStalled(this.#model, clocks.loadStallMs, this.#loadFraction),
      ),
    );
    this.#cap = clock.schedule(clocks.loadMs, () =>
      this.#fail(loadTooLong(this.#model, clocks.loadMs, this.#loadFraction)),
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
    if (fraction < 1 && fraction - this.#toldFraction < loadStep) return;
    this.#toldFraction = fraction;
    output.emit({ type: "loading", model: this.#model, fraction });
  }

  async #open(): Promise<void> {
    const { clock, clocks, request } = this.#options;
    const lease = this.#lease;
    if (lease === undefined) return;
    this.#state = "prefill";
    this.#openedAtMs = clock.now();
    this.#idle.stop();
    this.#cap?.cancel();
    this.#cap = clock.schedule(clocks.firstTokenMs, () =>
      this.#fail(firstTokenTimeout(this.#model, clocks.firstTokenMs)),
    );
    if (lease.model.closed.aborted) this.#onGone();
    else lease.model.closed.addEventListener("abort", this.#onGone, { once: true });
    const events = lease.model.generate(request, this.#engine.signal)[Symbol.asyncIterator]();
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
        if (this.#state === "prefill") this.#options.output.emit(event);
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
        // An event of a later version: nothing that a reply is made of.
        return;
    }
  }

  #onTokens(count: number): void {
    if (count <= 0) return;
    this.#completionTokens += count;
    const nowMs = this.#options.clock.now();
    if (this.#lastTokenMs === undefined) {
      this.#watchTokens();
    } else {
      this.#options.onTokenGap(nowMs - this.#lastTokenMs);
      this.#idle.touch(nowMs);
    }
    this.#lastTokenMs = nowMs;
  }

  /** From the first sign of a reply on, silence is what counts. */
  #watchTokens(): void {
    if (this.#cap === undefined) return;
    const { betweenTokensMs } = this.#options.clocks;
    this.#cap.cancel();
    this.#cap = undefined;
    this.#idle.start(betweenTokensMs, () => this.#fail(tokenStall(this.#model, betweenTokensMs)));
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
      this.#firstPieceAtMs = this.#options.clock.now();
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

  /** What the model had already yielded is read first: it may hold the end of the reply, or a better reason. */
  readonly #onGone = (): void => {
    this.#goneGrace = this.#options.clock.schedule(0, () =>
      this.#fail(toReparteeError(this.#lease?.model.closed.reason, "runner_crashed")),
    );
  };

  /** Gives back all that was taken. With an error, the engine is told to stop. */
  #end(state: "done" | "degraded-done", error?: ReparteeError): void {
    this.#state = state;
    this.#options.stop.removeEventListener("abort", this.#onStop);
    this.#lease?.model.closed.removeEventListener("abort", this.#onGone);
    this.#idle.stop();
    this.#cap?.cancel();
    this.#goneGrace?.cancel();
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
      firstPieceAtMs: this.#firstPieceAtMs,
      usage,
    };
  }
}

/** Closes the engine's iterator without waiting for it: the outcome stands, and the engine may never answer. */
function closeUnwatched(events: AsyncIterator<GenerateEvent>): void {
  void (async () => await events.return?.())().catch(() => {});
}

function endedEarly(model: string): ReparteeError {
  return new ReparteeError("generation_failed", `Model "${model}" ended its reply without a terminal event`);
}

function cancelledUnasked(model: string): ReparteeError {
  return new ReparteeError("generation_failed", `Model "${model}" cancelled a reply that nobody cancelled`);
}

function emptyReply(model: string): ReparteeError {
  return new ReparteeError("empty_reply", `Model "${model}" ended its reply before the first visible character`);
}
