/** One model of the pool as lists (`ModelStatus`) and the list of what is in memory (`RunningModel`) show it. */
import type { ReparteeError } from "../../core/errors.ts";
import type { LeasedModel } from "./leased-model.ts";
import type { ModelEntry } from "./model-entry.ts";
import type { ModelState, ModelStatus, RunningModel } from "./model-pool.ts";
import type { SharedLoad } from "./shared-load.ts";

/** A model as it is now; times are milliseconds of the pool's clock. */
export interface ModelView {
  readonly entry: ModelEntry;
  readonly state: ModelState;
  /** In the states `ready` and `unloading`. */
  readonly loaded: LeasedModel | undefined;
  /** The engine that ran it last. */
  readonly lastEngineId: string | undefined;
  /** In state `loading`. */
  readonly load: SharedLoad | undefined;
  /** Why the last load failed, or how a model that was loaded went away. */
  readonly failure: ReparteeError | undefined;
  readonly keepAliveUntilMs: number | undefined;
  readonly nowMs: number;
}

export function describeStatus(view: ModelView): ModelStatus {
  const { entry, state, loaded, load, failure, keepAliveUntilMs } = view;
  return {
    name: entry.name,
    engine: engineOf(view),
    state,
    leases: loaded?.leases ?? 0,
    createdSeconds: entry.createdSeconds,
    sizeBytes: entry.sizeBytes,
    ...(loaded === undefined ? {} : { info: loaded.model.info }),
    ...memoryOf(loaded),
    ...(entry.pinned === true ? { pinned: true } : {}),
    ...(keepAliveUntilMs === undefined ? {} : { keepAliveUntil: dateOf(keepAliveUntilMs, view) }),
    ...(load === undefined ? {} : { loadFraction: load.fraction, ...entry.activity?.() }),
    ...(load?.waitsForMemory === true ? { waitsForMemory: true } : {}),
    ...(failure === undefined ? {} : { failure: describeFailure(failure) }),
    ...(entry.reachability?.isDown === true ? { unreachable: true } : {}),
  };
}

/** Undefined while nothing of the model is in memory or on its way there. */
export function describeRunning(view: ModelView): RunningModel | undefined {
  const { entry, state, loaded, load, keepAliveUntilMs } = view;
  if (state === "unloaded" || state === "failed") return undefined;
  const info = loaded?.model.info;
  const idleSinceMs = loaded?.idleSinceMs;
  return {
    name: entry.name,
    engine: engineOf(view),
    state: load?.waitsForMemory === true ? "waiting" : state,
    leases: loaded?.leases ?? 0,
    pinned: entry.pinned === true,
    ...(info === undefined ? {} : { device: info.device }),
    deviceReason: info?.deviceReason,
    processId: info?.processId,
    vitals: loaded?.model.vitals?.(),
    ...memoryOf(loaded),
    ...(idleSinceMs === undefined ? {} : { idleSince: dateOf(idleSinceMs, view) }),
    ...(keepAliveUntilMs === undefined ? {} : { unloadAt: dateOf(keepAliveUntilMs, view) }),
  };
}

function memoryOf(loaded: LeasedModel | undefined): { readonly memoryBytes?: number } {
  const bytes = loaded?.claim.bytes ?? 0;
  return bytes === 0 ? {} : { memoryBytes: bytes };
}

/** Only a model that was loaded has a certain engine: of files, it depends on their form. */
function engineOf({ entry, loaded, lastEngineId }: ModelView): string {
  return loaded?.model.info.engine ?? lastEngineId ?? entry.engine.id;
}

/** The pool's clock has no date; that of the wall is read only to be shown. */
function dateOf(clockMs: number, { nowMs }: ModelView): Date {
  return new Date(Date.now() + clockMs - nowMs);
}

function describeFailure(error: ReparteeError): NonNullable<ModelStatus["failure"]> {
  return { code: error.code, message: error.message, hint: error.hint };
}
