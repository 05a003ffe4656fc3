import type { Engine, LoadOptions, ModelSource } from "../core/engine.ts";
import type { LoadActivity } from "./acquire/load-activity.ts";

/** A model that the pool may load: which engine, from where, and how. Plain data but for the engine itself. */
export interface ModelEntry {
  /** The name that requests use; unique in the pool. */
  readonly name: string;
  readonly engine: Engine;
  readonly source: ModelSource;
  /** `onProgress` is set by the pool. */
  readonly options: LoadOptions;
  /** Size of the file, where there is one. */
  readonly sizeBytes?: number;
  /** Seconds since 1970. */
  readonly createdSeconds: number;
  /** Load the model as soon as the pool knows it instead of at its first request. */
  readonly preload?: boolean;
  /** What is being done while the model loads; asked whenever somebody wants its status. */
  readonly activity?: () => LoadActivity | undefined;
  /** How long a failed load is believed before a request tries again; the pool's own time when absent. */
  readonly cooldownMs?: number;
}
