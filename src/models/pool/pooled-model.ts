/**
 * The life of one model of the pool.
 *
 *                 #startLoad            #onLoadEnd
 *   ┌──────────┐ ──────────▶ ┌─────────┐ ──────────▶ ┌───────┐ unload, evict ┌───────────┐
 *   │ unloaded │             │ loading │             │ ready │ ────────────▶ │ unloading │
 *   └──────────┘ ◀────────── └─────────┘             └───────┘               └───────────┘
 *    ▲   ▲    ▲    given up       │ #onLoadEnd           │                          │
 *    │   │    │                   ▼                      │                          │
 *    │   │    │    unload    ┌────────┐                  │                          │
 *    │   │    └───────────── │ failed │                  │                          │
 *    │   │                   └────────┘                  │                          │
 *    │   └──────────────────────── #onGone ──────────────┘                          │
 *    └──────────────────────────────────── #unloadNow ──────────────────────────────┘
 *
 * 1. A lease is given in state `ready` only; a request that finds another state waits for it or is refused.
 * 2. In `unloading` nobody new gets in; who comes then waits for the end and loads anew.
 * 3. A failed load is believed for the cooldown; an explicit `load` tries again at once. A model that was ready and
 *    went away counts as unloaded, for the next request loads it again; its status has the reason.
 * 4. A closed model never leaves `unloaded` again.
 * 5. Only a model that nobody holds is evicted; a pinned one never is.
 */
import type { Clock } from "../../core/clock.ts";
import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../core/errors.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { Log } from "../../core/log.ts";
import type { EvictionReason, Observer } from "../../core/observer.ts";
import type { ModelFits } from "../fit/fit-model.ts";
import { describeRunning, describeStatus, type ModelView } from "./describe-model.ts";
import { estimateMemory } from "./memory/estimate-memory.ts";
import type { Resident } from "./memory/eviction.ts";
import { createFailedLoad, type FailedLoad } from "./failed-load.ts";
import { createLeasedModel, type KeepAliveMs, type LeasedModel } from "./leased-model.ts";
import type { Claim } from "./memory/memory-ledger.ts";
import type { MemoryRoom } from "./memory/memory-room.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { Lease, ModelState, ModelStatus, RunningModel, WaitOptions } from "./model-pool.ts";
import { type LoadResult, type SharedLoad, startSharedLoad } from "./shared-load.ts";
import { abortError, untilAborted } from "../../core/until-aborted.ts";

export interface PooledModelOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** How long a failed load is believed. */
  readonly cooldownMs: number;
  readonly keepAliveMs: KeepAliveMs;
  readonly memory: MemoryRoom;
  /** Called whenever it is loaded. */
  readonly onLoaded: (model: LoadedModel) => void;
}

type State =
  /** With `failure`, the model was ready and went away. */
  | { readonly name: "unloaded"; readonly failure?: ReparteeError }
  | { readonly name: "loading"; readonly load: SharedLoad }
  | { readonly name: "ready"; readonly loaded: LeasedModel }
  | { readonly name: "unloading"; readonly loaded: LeasedModel; readonly ended: Promise<void> }
  | { readonly name: "failed"; readonly failure: FailedLoad };

export class PooledModel {
  readonly #entry: ModelEntry;
  readonly #options: PooledModelOptions;
  #keepAliveMs: KeepAliveMs;
  #state: State = { name: "unloaded" };
  #closedFor: ReparteeError | undefined;
  /** From the last time that it was loaded. */
  #measuredBytes: number | undefined;
  #lastEngineId: string | undefined;

  constructor(entry: ModelEntry, options: PooledModelOptions) {
    this.#entry = entry;
    this.#options = options;
    this.#keepAliveMs = this.#usualKeepAliveMs;
  }

  get #usualKeepAliveMs(): KeepAliveMs {
    return this.#pinned ? "forever" : (this.#entry.keepAliveMs ?? this.#options.keepAliveMs);
  }

  get #pinned(): boolean {
    return this.#entry.pinned === true;
  }

  get state(): ModelState {
    return this.#state.name;
  }

  /** While it is ready. Not held: it may be unloaded at any time. */
  get loadedModel(): LoadedModel | undefined {
    return this.#state.name === "ready" ? this.#state.loaded.model : undefined;
  }

  get info(): ModelInfo | undefined {
    return this.loadedModel?.info;
  }

  status(): ModelStatus {
    return describeStatus(this.#view());
  }

  async checkReachability(): Promise<void> {
    await this.#entry.reachability?.check();
  }

  /** The file that it reads; undefined while nothing of it is in memory or on its way there. */
  filePath(): string | undefined {
    return this.running() === undefined ? undefined : this.#entry.filePath?.();
  }

  /** What is in memory fits; else as the entry estimates. */
  async fits(): Promise<ModelFits> {
    if (this.#loaded !== undefined) return "yes";
    return (await this.#entry.fits?.()) ?? "unknown";
  }

  /** Undefined while nothing of it is in memory or on its way there. */
  running(): RunningModel | undefined {
    return describeRunning(this.#view());
  }

  /** As the choice of who makes room sees it; undefined unless it is ready. */
  resident(): Resident | undefined {
    const state = this.#state;
    if (state.name !== "ready") return undefined;
    const { claim, idleSinceMs } = state.loaded;
    return { name: this.#entry.name, bytes: claim.bytes, idleSinceMs, pinned: this.#pinned };
  }

  /** @throws ReparteeError as `ModelPool.lease` does. */
  async lease(options: WaitOptions): Promise<Lease> {
    const ticket = this.#options.memory.takeTicket();
    for (;;) {
      this.#refuseWhenClosedOrAborted(options.signal);
      const state = this.#state;
      if (state.name === "ready") {
        const turn = this.#couldMakeRoom(state.loaded) ? this.#options.memory.heldBack(ticket) : undefined;
        if (turn === undefined) return state.loaded.lease();
        await untilAborted(turn, options.signal, this.#waiting);
        continue;
      }
      if (state.name === "loading" && !state.load.givenUp) {
        return await state.load.join(options, (loaded) => loaded.lease());
      }
      if (state.name === "failed") {
        const refusal = state.failure.refusal();
        if (refusal !== undefined) throw refusal;
      }
      const end = this.#endInProgress();
      if (end === undefined) this.#startLoad(ticket);
      else await untilAborted(end, options.signal, this.#waiting);
    }
  }

  /** @throws ReparteeError as `ModelPool.load` does. */
  async load(options: WaitOptions): Promise<ModelStatus> {
    const ticket = this.#options.memory.takeTicket();
    for (;;) {
      this.#refuseWhenClosedOrAborted(options.signal);
      const state = this.#state;
      if (state.name === "ready") {
        state.loaded.touch();
        return this.status();
      }
      if (state.name === "loading" && !state.load.givenUp) {
        state.load.goOnAlone();
        return await state.load.join(options, () => this.status());
      }
      const end = this.#endInProgress();
      if (end === undefined) this.#startLoad(ticket);
      else await untilAborted(end, options.signal, this.#waiting);
    }
  }

  /** How long it stays in memory once it is idle. A pinned model stays. */
  keepFor(keepAliveMs: KeepAliveMs): void {
    if (this.#pinned) return;
    this.#keepAliveMs = keepAliveMs;
    this.#loaded?.renew();
  }

  /** Loads the model for nobody yet, unless somebody has begun to. Its outcome is in the log and the status. */
  preload(): void {
    if (this.#state.name !== "unloaded" || this.#closedFor !== undefined) return;
    this.#startLoad(this.#options.memory.takeTicket()).goOnAlone();
  }

  /** Takes the model out of memory now. No effect unless it is ready, nobody holds it and it is not pinned. */
  evict(reason: EvictionReason): void {
    const state = this.#state;
    if (state.name !== "ready" || state.loaded.leases > 0 || this.#pinned) return;
    const { log, observer } = this.#options;
    const model = this.#entry.name;
    log.info({ model, reason, memoryBytes: state.loaded.claim.bytes }, "model makes room");
    observer.modelEvicted(model, reason);
    void this.#startUnload(state.loaded);
  }

  /** Waits for the leases, then frees the memory. What is loading is given up, and those who wait are refused. */
  async unload(): Promise<ModelStatus> {
    const state = this.#state;
    if (state.name === "loading") {
      const { name } = this.#entry;
      state.load.cancel(new ReparteeError("model_unloaded", `Model "${name}" was unloaded while it was being loaded`));
      await state.load.ended;
    } else if (state.name === "ready") {
      await this.#startUnload(state.loaded);
    } else if (state.name === "unloading") {
      await state.ended;
    } else {
      this.#enter({ name: "unloaded" });
    }
    return this.status();
  }

  /** Unloads for good: all later requests are refused with `reason`. With `force`, leases are not waited for. */
  async close(reason: ReparteeError, { force }: { readonly force: boolean }): Promise<void> {
    this.#closedFor = reason;
    const state = this.#state;
    if (state.name === "loading") state.load.cancel(reason);
    if (force && (state.name === "ready" || state.name === "unloading")) state.loaded.forget();
    await this.unload();
  }

  #refuseWhenClosedOrAborted(signal: AbortSignal): void {
    if (this.#closedFor !== undefined) throw this.#closedFor;
    if (signal.aborted) throw abortError(signal, this.#waiting);
  }

  get #loaded(): LeasedModel | undefined {
    const state = this.#state;
    return state.name === "ready" || state.name === "unloading" ? state.loaded : undefined;
  }

  #view(): ModelView {
    const state = this.#state;
    return {
      entry: this.#entry,
      state: state.name,
      loaded: this.#loaded,
      lastEngineId: this.#lastEngineId,
      load: state.name === "loading" ? state.load : undefined,
      failure: failureOf(state),
      keepAliveUntilMs: this.#loaded?.keptUntilMs,
      nowMs: this.#options.clock.now(),
    };
  }

  #couldMakeRoom({ claim }: LeasedModel): boolean {
    return !this.#pinned && claim.bytes > 0;
  }

  #enter(state: State): void {
    this.#state = state;
    this.#options.memory.review();
  }

  get #waiting(): string {
    return `wait for model "${this.#entry.name}"`;
  }

  /** What has to be over before the model can be loaded; undefined when it can be loaded now. */
  #endInProgress(): Promise<void> | undefined {
    const state = this.#state;
    if (state.name === "unloading") return state.ended;
    return state.name === "loading" ? state.load.ended : undefined;
  }

  #startLoad(ticket: number): SharedLoad {
    const { clock, log, memory, observer } = this.#options;
    const { name: model } = this.#entry;
    const startedMs = clock.now();
    const load = startSharedLoad({
      entry: this.#entry,
      clock,
      log,
      claim: (wanted, signal) =>
        memory.claim({ model, pinned: this.#pinned, ticket, bytes: this.#estimate(), wanted, signal }),
      keep: (loaded, claim) => this.#keep(loaded, claim),
      onTest: (passed) => observer.modelTested(model, passed),
      onEnd: (result) => this.#onLoadEnd(result, clock.now() - startedMs),
    });
    this.#enter({ name: "loading", load });
    void load.ended.then(() => this.#onLoadReported());
    return load;
  }

  #estimate(): number | Promise<number> {
    const { memory } = this.#options;
    if (!memory.isLimited) return 0;
    // What ran within the budget before may do so again, however it was measured.
    if (this.#measuredBytes !== undefined) return Math.min(this.#measuredBytes, memory.budgetBytes ?? Infinity);
    return estimateMemory(this.#entry, this.#options);
  }

  #keep(model: LoadedModel, claim: Claim): LeasedModel {
    const { memory } = this.#options;
    const { memory: measured } = model.info;
    this.#lastEngineId = model.info.engine;
    // What was set aside may have been guessed before the file was here; what was planned from the file itself counts.
    const planned = this.#entry.plannedBytes?.();
    if (measured !== undefined || planned !== undefined) {
      // The engine counts its model; an estimate counts the process around it as well, and is not undercut.
      const leastBytes = planned ?? (this.#entry.estimateBytes === undefined ? 0 : claim.bytes);
      this.#measuredBytes = Math.max(leastBytes, (measured?.ramBytes ?? 0) + (measured?.vramBytes ?? 0));
      claim.measured(this.#measuredBytes);
    }
    return createLeasedModel({
      model,
      claim,
      clock: this.#options.clock,
      keepAliveMs: () => this.#keepAliveMs,
      onIdle: () => memory.review(),
      onExpired: () => this.evict("idle"),
    });
  }

  #onLoadEnd(result: LoadResult, loadMs: number): void {
    const { log, observer } = this.#options;
    const model = this.#entry.name;
    if (result.kind === "loaded") {
      const { loaded } = result;
      this.#enter({ name: "ready", loaded });
      loaded.model.closed.addEventListener("abort", () => this.#onGone(loaded), { once: true });
      log.info({ model, loadMs, device: loaded.model.info.device }, "model loaded");
      observer.modelLoaded(model, loadMs);
      this.#options.onLoaded(loaded.model);
    } else if (result.kind === "failed" || (result.begun && result.reason.code === "load_timeout")) {
      // A load that was given up because it stalled would stall the next request as well.
      const error = result.kind === "failed" ? result.error : result.reason;
      const cooldownMs = this.#entry.cooldownMs ?? this.#options.cooldownMs;
      this.#enter({ name: "failed", failure: createFailedLoad(error, this.#options.clock, cooldownMs) });
      log.error({ model, loadMs, err: error }, "model could not be loaded");
      observer.modelLoadFailed(model, error.code);
    } else {
      this.#enter({ name: "unloaded" });
      log.info({ model, loadMs, reason: result.reason.code }, "loading was given up");
    }
  }

  /** Those who waited for the load hold the model by now. */
  #onLoadReported(): void {
    const state = this.#state;
    if (state.name === "ready") state.loaded.touch();
  }

  #onGone(loaded: LeasedModel): void {
    loaded.forget();
    const state = this.#state;
    if (state.name !== "ready" || state.loaded !== loaded) return;
    const { log, observer } = this.#options;
    const model = this.#entry.name;
    const error = toReparteeError(loaded.model.closed.reason, "runner_crashed");
    this.#enter({ name: "unloaded", failure: error });
    log.error({ model, err: error }, "model exited");
    observer.modelExited(model, error.code);
    void this.#free(loaded);
  }

  /** Lets nobody new in. Resolves when the memory is free. What was said of its stay is over with it. */
  #startUnload(loaded: LeasedModel): Promise<void> {
    this.#keepAliveMs = this.#usualKeepAliveMs;
    loaded.leave();
    if (loaded.leases === 0) loaded.claim.leave();
    const ended = this.#unloadNow(loaded);
    this.#enter({ name: "unloading", loaded, ended });
    return ended;
  }

  async #unloadNow(loaded: LeasedModel): Promise<void> {
    await loaded.drained();
    await this.#free(loaded);
    this.#enter({ name: "unloaded" });
    this.#options.log.info({ model: this.#entry.name }, "model unloaded");
  }

  /** An engine that cannot unload has nothing more to offer: the model counts as unloaded, and the error is logged. */
  async #free({ model, claim }: LeasedModel): Promise<void> {
    claim.leave();
    try {
      await model.unload();
    } catch (error) {
      this.#options.log.error({ model: this.#entry.name, err: error }, "model could not be unloaded cleanly");
    } finally {
      claim.release();
    }
  }
}

function failureOf(state: State): ReparteeError | undefined {
  if (state.name === "failed") return state.failure.error;
  return state.name === "unloaded" ? state.failure : undefined;
}
