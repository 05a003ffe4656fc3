/**
 * Where a loaded model is: on the GPU, on its way to the processor, or there.
 *
 *   on GPU ──move──▶ moving ──▶ on processor
 *      └── closed ─────┴── cannot be loaded there: closed ──┘
 *
 * 1. It moves once, for a failure of the GPU: seen in a reply, in a call, or in the end of its process.
 * 2. What comes while it moves waits for it. What still runs on the GPU is let end; then the model there is unloaded.
 * 3. `closed` is aborted when there is nothing to go on with, never for a move.
 */
import { setMaxListeners } from "node:events";
import type { LoadedModel } from "../../../core/engine.ts";
import { ReparteeError, toReparteeError } from "../../../core/errors.ts";
import { gpuFailureOf, type GpuFailure } from "../../../core/gpu-failure.ts";
import type { Log } from "../../../core/log.ts";
import { untilAborted } from "../../../core/until-aborted.ts";

export interface MovableModelOptions {
  /** On the GPU, or with `movedFor` on the processor already. */
  readonly model: LoadedModel;
  readonly log: Log;
  /** Why it was loaded on the processor from the start. */
  readonly movedFor?: GpuFailure;
  /** Loads it on the processor. Absent: it stays where it is. */
  readonly moveToProcessor?: (reason: GpuFailure, error: ReparteeError, signal: AbortSignal) => Promise<LoadedModel>;
}

export class ModelMove {
  readonly #options: MovableModelOptions;
  readonly #onMove: () => void;
  readonly #closed = new AbortController();
  readonly #unloadBegun = new AbortController();
  #current: LoadedModel;
  #reason: GpuFailure | undefined;
  #moving: Promise<void> | undefined;
  #unloading: Promise<void> | undefined;
  /** Replies and calls that run on the model that was left. */
  #usesOfFirst = 0;

  /** @param onMove Called when it begins to move. */
  constructor(options: MovableModelOptions, onMove: () => void) {
    // Every reply that runs listens to it.
    setMaxListeners(0, this.#closed.signal);
    this.#options = options;
    this.#onMove = onMove;
    this.#current = options.model;
    this.#reason = options.movedFor;
    this.#watch(options.model);
  }

  /** The model that answers now; while it moves, the one on the GPU. */
  get current(): LoadedModel {
    return this.#current;
  }

  /** Why it moves or was moved. */
  get reason(): GpuFailure | undefined {
    return this.#reason;
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  get isMoving(): boolean {
    return this.#moving !== undefined && this.#current === this.#options.model;
  }

  /** Whether what `model` answers comes from the processor in place of the GPU. */
  isMoved(model: LoadedModel): boolean {
    return model !== this.#options.model || this.#options.movedFor !== undefined;
  }

  /** Whether the model moves, or has moved, for this error of it. */
  move(from: LoadedModel, error: ReparteeError): boolean {
    const { model: first, moveToProcessor } = this.#options;
    const failure = gpuFailureOf(error);
    if (failure === undefined || from !== first || this.#unloadBegun.signal.aborted) return false;
    if (this.#moving !== undefined) return true;
    if (moveToProcessor === undefined) return false;
    this.#reason = failure;
    this.#onMove();
    this.#moving = this.#moveNow(moveToProcessor(failure, error, this.#unloadBegun.signal), failure);
    return true;
  }

  /** @throws ReparteeError when the model was closed, or `signal` is aborted while it moves. */
  async ready(signal: AbortSignal, action: string): Promise<LoadedModel> {
    if (this.isMoving && this.#moving !== undefined) await untilAborted(this.#moving, signal, action);
    if (this.#closed.signal.aborted) throw toReparteeError(this.#closed.signal.reason);
    return this.#current;
  }

  /** Keeps a model that is left from being unloaded until the returned function is called. */
  hold(model: LoadedModel): () => void {
    if (model !== this.#options.model) return () => {};
    this.#usesOfFirst += 1;
    return () => {
      this.#usesOfFirst -= 1;
      this.#leaveFirst();
    };
  }

  unload(): Promise<void> {
    return (this.#unloading ??= this.#unloadNow());
  }

  #watch(model: LoadedModel): void {
    const onClosed = (): void => {
      if (model !== this.#current) return;
      const error = toReparteeError(model.closed.reason, "runner_crashed");
      if (!this.move(model, error)) this.#closed.abort(error);
    };
    if (model.closed.aborted) onClosed();
    else model.closed.addEventListener("abort", onClosed, { once: true });
  }

  async #moveNow(loading: Promise<LoadedModel>, reason: GpuFailure): Promise<void> {
    const { log } = this.#options;
    const { signal } = this.#unloadBegun;
    try {
      const model = await loading;
      this.#current = model;
      log.info({ model: model.info.name, device: model.info.device, reason }, "model moved to the processor");
      if (signal.aborted) return await model.unload();
      this.#watch(model);
    } catch (thrown) {
      this.#closed.abort(signal.aborted ? signal.reason : toReparteeError(thrown, "model_load_failed"));
    }
    this.#leaveFirst();
  }

  /** Nothing waits for the model that was left; its end is watched nowhere else. */
  #leaveFirst(): void {
    const { model: first, log } = this.#options;
    if (this.#usesOfFirst > 0 || this.#moving === undefined) return;
    if (this.#current === first && !this.#closed.signal.aborted) return;
    first.unload().catch((error: unknown) => log.warn({ err: error }, "model could not be unloaded from the GPU"));
  }

  async #unloadNow(): Promise<void> {
    const { model: first } = this.#options;
    this.#unloadBegun.abort(new ReparteeError("model_unloaded", `Model "${first.info.name}" was unloaded`));
    await this.#moving;
    this.#closed.abort(this.#unloadBegun.signal.reason);
    await Promise.all([first.unload(), ...(this.#current === first ? [] : [this.#current.unload()])]);
  }
}
