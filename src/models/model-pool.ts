import type { LoadedModel } from "../core/engine.ts";
import type { ErrorCode } from "../core/errors.ts";
import type { ModelInfo } from "../core/model-info.ts";

/** Where a model stands between file and memory. */
export type ModelState = "unloaded" | "loading" | "ready" | "unloading" | "failed";

/** One model as lists show it. */
export interface ModelStatus {
  readonly name: string;
  readonly engine: string;
  readonly state: ModelState;
  /** 0–1 while loading. */
  readonly loadFraction?: number;
  /** While loading, where the engine tells: whether the file is still on its way. */
  readonly phase?: "downloading" | "loading";
  /** While downloading, until the file is here; absent while it cannot be told. */
  readonly etaSeconds?: number;
  /** Present when the model is loaded. */
  readonly info?: ModelInfo;
  /** Size of the file, known before loading where there is a file. */
  readonly sizeBytes?: number;
  /** Requests that hold the model now. */
  readonly leases: number;
  /** Why the last load failed; present in state `failed`. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
  /** Seconds since 1970 when the entry was added: OpenAI's `created`. */
  readonly createdSeconds: number;
}

/** A loaded model, held for one request. */
export interface Lease {
  readonly model: LoadedModel;
  /** Gives the model back. Safe to call twice. */
  release(): void;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Called with 0–1 while the caller waits for a load; never goes back. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * The models of this server and which of them are in memory. A load is made once for all who wait for it.
 */
export interface ModelPool extends AsyncDisposable {
  list(): readonly ModelStatus[];
  /** Undefined when no model has that name. */
  status(name: string): ModelStatus | undefined;
  /**
   * Holds a model, loading it first where needed.
   * @throws ReparteeError `model_not_found`, `cancelled`, `draining`, and all that `Engine.load` throws.
   */
  lease(name: string, options: WaitOptions): Promise<Lease>;
  /** Loads a model now; at once when it is loaded. Throws as `lease` does. */
  load(name: string, options: WaitOptions): Promise<ModelStatus>;
  /**
   * Waits for the requests that hold the model, lets no new ones in, then frees its memory. At once when it is not
   * loaded. A later request loads it again.
   * @throws ReparteeError `model_not_found`.
   */
  unload(name: string): Promise<ModelStatus>;
}
