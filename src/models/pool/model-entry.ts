import type { Engine, LoadOptions, ModelSource } from "../../core/engine.ts";
import type { KeepAliveMs } from "./leased-model.ts";
import type { LoadActivity } from "../loading/load-activity.ts";
import type { ModelFits } from "../fit/fit-model.ts";

/** A model that the pool may load: which engine, from where, and how. Plain data but for the engine itself. */
export interface ModelEntry {
  /** The name that requests use; unique in the pool. */
  readonly name: string;
  /** A `ModelLoader` where its files are to be found first. */
  readonly engine: Pick<Engine, "id" | "load">;
  readonly source: ModelSource;
  /** `onProgress` is set by the pool. */
  readonly options: LoadOptions;
  /** Size of the file, where there is one. */
  readonly sizeBytes?: number;
  /** Seconds since 1970. */
  readonly createdSeconds: number;
  /**
   * Load the model as soon as the pool knows it instead of at its first request, as far as there is memory for it
   * without taking it from others.
   */
  readonly preload?: boolean;
  /** Keep the model once it is loaded: it is neither unloaded when idle nor for another one. */
  readonly pinned?: boolean;
  /** How long it stays in memory when nobody uses it; absent: as the pool says. */
  readonly keepAliveMs?: KeepAliveMs;
  /**
   * Memory that the model will take, in bytes, asked before each load while the pool has a memory budget. Absent, or
   * when it fails or takes long: a fifth more than its file.
   */
  readonly estimateBytes?: () => number | Promise<number>;
  /** The file that it was loaded from last, where there is one. */
  readonly filePath?: () => string | undefined;
  /**
   * What it takes as it was loaded last, in bytes: known once its file was seen, where `estimateBytes` may have been
   * asked before it was here.
   */
  readonly plannedBytes?: () => number | undefined;
  /** Whether it would fit into the memory that is free now. Never rejects. */
  readonly fits?: () => Promise<ModelFits>;
  /** What is being done while the model loads; asked whenever somebody wants its status. */
  readonly activity?: () => LoadActivity | undefined;
  /** Of a model on another server: whether that can be reached. */
  readonly reachability?: {
    /** As it was seen last. */
    readonly isDown: boolean;
    check(): Promise<void>;
  };
  /** How long a failed load is believed before a request tries again; the pool's own time when absent. */
  readonly cooldownMs?: number;
}
