import type { LoadedModel, ProcessVitals } from "../../core/engine.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { DeviceReason } from "../../core/gpu-failure.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { ModelFits } from "../fit/fit-model.ts";

/** Where a model is between file and memory. */
export type ModelState = "unloaded" | "loading" | "ready" | "unloading" | "failed";

/** One model as lists show it. */
export interface ModelStatus {
  readonly name: string;
  readonly engine: string;
  readonly state: ModelState;
  /** 0–1 while loading. */
  readonly loadFraction?: number;
  /** While loading, where known: whether the file is still being downloaded. */
  readonly phase?: "downloading" | "converting" | "loading";
  /** While downloading, until the file is here; absent while it is unknown. */
  readonly etaSeconds?: number;
  /** Present when the model is loaded. */
  readonly info?: ModelInfo;
  /** Size of the file, known before loading where there is a file. */
  readonly sizeBytes?: number;
  /** Requests that hold the model now. */
  readonly leases: number;
  /** State `failed`: why the last load failed. State `unloaded`: how the model went away, if it did so by itself. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
  /** Seconds since 1970 when the entry was added: OpenAI's `created`. */
  readonly createdSeconds: number;
  /** Stays in memory once it is loaded. */
  readonly pinned?: true;
  /** When it will be unloaded unless somebody asks for it; absent while it is held, and when it stays. */
  readonly keepAliveUntil?: Date;
  /** What it takes, RAM and VRAM together: measured, or estimated where the engine cannot measure it. Present when loaded. */
  readonly memoryBytes?: number;
  /** In state `loading`: other models hold the memory that it needs. */
  readonly waitsForMemory?: true;
  /** The server that hosts it could not be reached when somebody looked last. */
  readonly unreachable?: true;
}

/** One model that is in memory, or on its way in or out. */
export interface RunningModel {
  readonly name: string;
  readonly engine: string;
  /** `waiting`: it is to be loaded and other models hold the memory. */
  readonly state: "waiting" | "loading" | "ready" | "unloading";
  /** Present when the model is loaded, as is the next. */
  readonly device?: string;
  /** Why it runs on the processor though a GPU was to be used. */
  readonly deviceReason?: DeviceReason;
  readonly memoryBytes?: number;
  /** The process that hosts it; absent when that is the server's own, or another machine's. */
  readonly processId?: number;
  /** Of that process, as it last reported. */
  readonly vitals?: ProcessVitals;
  /** Requests that hold it now. */
  readonly leases: number;
  /** Since when nobody holds it. */
  readonly idleSince?: Date;
  /** When it will be unloaded unless somebody asks for it. */
  readonly unloadAt?: Date;
  readonly pinned: boolean;
}

/** The memory of all models together, in bytes. */
export interface PoolMemory {
  /** Absent: there is no limit. */
  readonly budgetBytes?: number;
  /** Measured where the engine can, else estimated. */
  readonly usedBytes: number;
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
  /** Looks whether the servers of models on other servers can be reached; a finding is believed for seconds. */
  checkReachability(): Promise<void>;
  /** The models in memory and on their way in or out. */
  running(): readonly RunningModel[];
  memory(): PoolMemory;
  /** How many models there are. */
  readonly size: number;
  /** Undefined when no model has that name. */
  status(name: string): ModelStatus | undefined;
  /** The state alone, which costs next to nothing: requests read it several times. */
  state(name: string): ModelState | undefined;
  /** Of a model that is ready; undefined otherwise. */
  info(name: string): ModelInfo | undefined;
  /** The tokens of a prompt; undefined where the model is not ready, or cannot count. */
  countTokens(name: string, input: PromptInput): Promise<number | undefined>;
  /** The models in memory, or on their way in or out, that read this file, by whatever name or link. */
  readersOf(path: string): Promise<readonly string[]>;
  /** `unknown` too for a model that is not here, or takes none of this machine's memory. */
  fits(name: string): Promise<ModelFits>;
  /**
   * Holds a model, loading it first where needed. Where the memory budget is used up, idle models make room, those
   * that were used longest ago first; where none is idle, the load waits for one, first come, first served.
   * @throws ReparteeError `model_not_found`, `cancelled`, `draining`, and all that `Engine.load` throws.
   */
  lease(name: string, options: WaitOptions): Promise<Lease>;
  /** Loads a model now; at once when it is loaded. Throws as `lease` does. */
  load(name: string, options: WaitOptions): Promise<ModelStatus>;
  /**
   * How long the model stays in memory from now on when it is idle, in milliseconds; 0 unloads it as soon as it is.
   * Until it is unloaded: the next load has the usual time. Not for a pinned model, which stays. No effect on an unknown
   * name.
   */
  keepFor(name: string, keepAliveMs: number | "forever"): void;
  /**
   * Waits for the requests that hold the model, lets no new ones in, then frees its memory. At once when it is not
   * loaded. A later request loads it again.
   * @throws ReparteeError `model_not_found`.
   */
  unload(name: string): Promise<ModelStatus>;
}
