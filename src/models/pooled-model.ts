/**
 * The life of one model of the pool.
 *
 *                 #startLoad            #onLoadEnd
 *   ┌──────────┐ ──────────▶ ┌─────────┐ ──────────▶ ┌───────┐   unload    ┌───────────┐
 *   │ unloaded │             │ loading │             │ ready │ ──────────▶ │ unloading │
 *   └──────────┘ ◀────────── └─────────┘             └───────┘             └───────────┘
 *     ▲      ▲    given up        │ #onLoadEnd           │ #onGone                │
 *     │      │                    ▼                      ▼                        │
 *     │      │   unload      ┌────────────────────────────────┐                   │
 *     │      └────────────── │ failed                         │                   │
 *     │                      └────────────────────────────────┘                   │
 *     └───────────────────────────────── #unloadNow ──────────────────────────────┘
 *
 * 1. A lease is given in state `ready` only; a request that finds another state waits for it or is refused.
 * 2. In `unloading` nobody new gets in; who comes then waits for the end and loads anew.
 * 3. A failed load is believed for the cooldown; an explicit `load` tries again at once. A model that was ready and
 *    went away is loaded again by the next request.
 * 4. A closed model never leaves `unloaded` again.
 */
import type { Clock } from "../core/clock.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import type { Observer } from "../core/observer.ts";
import { createFailedLoad, type FailedLoad } from "./failed-load.ts";
import type { LeasedModel } from "./leased-model.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { Lease, ModelStatus, WaitOptions } from "./model-pool.ts";
import { type LoadResult, type SharedLoad, startSharedLoad } from "./shared-load.ts";
import { abortError, untilAborted } from "./until-aborted.ts";

export interface PooledModelOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: Observer;
  /** How long a failed load is believed. */
  readonly cooldownMs: number;
}

type State =
  | { readonly name: "unloaded" }
  | { readonly name: "loading"; readonly load: SharedLoad }
  | { readonly name: "ready"; readonly loaded: LeasedModel }
  | { readonly name: "unloading"; readonly loaded: LeasedModel; readonly ended: Promise<void> }
  | { readonly name: "failed"; readonly failure: FailedLoad };

export class PooledModel {
  readonly #entry: ModelEntry;
  readonly #options: PooledModelOptions;
  #state: State = { name: "unloaded" };
  #closedFor: ReparteeError | undefined;

  constructor(entry: ModelEntry, options: PooledModelOptions) {
    this.#entry = entry;
    this.#options = options;
  }

  status(): ModelStatus {
    const { name, engine, sizeBytes, createdSeconds } = this.#entry;
    const state = this.#state;
    const loaded = state.name === "ready" || state.name === "unloading" ? state.loaded : undefined;
    return {
      name,
      engine: engine.id,
      state: state.name,
      leases: loaded?.leases ?? 0,
      createdSeconds,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(loaded === undefined ? {} : { info: loaded.model.info }),
      ...(state.name === "loading" ? { loadFraction: state.load.fraction, ...this.#entry.activity?.() } : {}),
      ...(state.name === "failed" ? { failure: describe(state.failure.error) } : {}),
    };
  }

  /** @throws ReparteeError as `ModelPool.lease` does. */
  async lease(options: WaitOptions): Promise<Lease> {
    for (;;) {
      this.#refuseWhenClosedOrAborted(options.signal);
      const state = this.#state;
      if (state.name === "ready") return state.loaded.lease();
      if (state.name === "loading" && !state.load.givenUp) {
        return await state.load.join(options, (loaded) => loaded.lease());
      }
      if (state.name === "failed") {
        const refusal = state.failure.refusal();
        if (refusal !== undefined) throw refusal;
      }
      const end = this.#endInProgress();
      if (end === undefined) this.#startLoad();
      else await untilAborted(end, options.signal, this.#waiting);
    }
  }

  /** @throws ReparteeError as `ModelPool.load` does. */
  async load(options: WaitOptions): Promise<ModelStatus> {
    for (;;) {
      this.#refuseWhenClosedOrAborted(options.signal);
      const state = this.#state;
      if (state.name === "ready") return this.status();
      if (state.name === "loading" && !state.load.givenUp) {
        state.load.pin();
        return await state.load.join(options, () => this.status());
      }
      const end = this.#endInProgress();
      if (end === undefined) this.#startLoad();
      else await untilAborted(end, options.signal, this.#waiting);
    }
  }

  /** Waits for the leases, then frees the memory. What is loading is given up, and those who wait are refused. */
  async unload(): Promise<ModelStatus> {
    const state = this.#state;
    if (state.name === "loading") {
      const { name } = this.#entry;
      state.load.cancel(new ReparteeError("model_unloaded", `Model "${name}" was unloaded while it was being loaded`));
      await state.load.ended;
    } else if (state.name === "ready") {
      const ended = this.#unloadNow(state.loaded);
      this.#state = { name: "unloading", loaded: state.loaded, ended };
      await ended;
    } else if (state.name === "unloading") {
      await state.ended;
    } else {
      this.#state = { name: "unloaded" };
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

  get #waiting(): string {
    return `wait for model "${this.#entry.name}"`;
  }

  /** What has to be over before the model can be loaded; undefined when it can be loaded now. */
  #endInProgress(): Promise<void> | undefined {
    const state = this.#state;
    if (state.name === "unloading") return state.ended;
    return state.name === "loading" ? state.load.ended : undefined;
  }

  #startLoad(): void {
    const { clock, log } = this.#options;
    const startedMs = clock.now();
    const load = startSharedLoad(this.#entry, clock, log, (result) => this.#onLoadEnd(result, clock.now() - startedMs));
    this.#state = { name: "loading", load };
  }

  #onLoadEnd(result: LoadResult, loadMs: number): void {
    const { log, observer } = this.#options;
    const model = this.#entry.name;
    if (result.kind === "loaded") {
      const { loaded } = result;
      this.#state = { name: "ready", loaded };
      loaded.model.gone.addEventListener("abort", () => this.#onGone(loaded), { once: true });
      log.info({ model, loadMs, device: loaded.model.info.device }, "model loaded");
      observer.modelLoaded(model, loadMs);
    } else if (result.kind === "failed" || result.reason.code === "load_timeout") {
      // A load that was given up because it stalled would stall the next request as well.
      const error = result.kind === "failed" ? result.error : result.reason;
      this.#state = {
        name: "failed",
        failure: this.#remember(error, this.#entry.cooldownMs ?? this.#options.cooldownMs),
      };
      log.error({ model, loadMs, err: error }, "model could not be loaded");
      observer.modelLoadFailed(model, error.code);
    } else {
      this.#state = { name: "unloaded" };
      log.info({ model, loadMs, reason: result.reason.code }, "loading was given up");
    }
  }

  #onGone(loaded: LeasedModel): void {
    loaded.forget();
    const state = this.#state;
    if (state.name !== "ready" || state.loaded !== loaded) return;
    const { log, observer } = this.#options;
    const model = this.#entry.name;
    const error = toReparteeError(loaded.model.gone.reason, "runner_crashed");
    this.#state = { name: "failed", failure: this.#remember(error, 0) };
    log.error({ model, err: error }, "model is gone");
    observer.modelGone(model, error.code);
    void this.#free(loaded);
  }

  #remember(error: ReparteeError, cooldownMs: number): FailedLoad {
    return createFailedLoad(error, this.#options.clock, cooldownMs);
  }

  async #unloadNow(loaded: LeasedModel): Promise<void> {
    await loaded.drained();
    await this.#free(loaded);
    this.#state = { name: "unloaded" };
    this.#options.log.info({ model: this.#entry.name }, "model unloaded");
  }

  /** An engine that cannot unload has nothing more to offer: the model counts as unloaded, and the log tells. */
  async #free(loaded: LeasedModel): Promise<void> {
    try {
      await loaded.model.unload();
    } catch (error) {
      this.#options.log.error({ model: this.#entry.name, err: error }, "model could not be unloaded cleanly");
    }
  }
}

function describe(error: ReparteeError): NonNullable<ModelStatus["failure"]> {
  return { code: error.code, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
}
