import { Gauge, type Registry } from "prom-client";
import type { StorageState } from "../core/stores.ts";

/** What is read when metrics are rendered. */
export interface GaugeSources {
  readonly serving: () => {
    readonly inFlight: number;
    readonly queued: number;
    readonly quarantined: number;
    readonly openBreakers: readonly string[];
  };
  readonly models: () => readonly ModelGauges[];
  readonly storage?: () => StorageState;
}

export interface ModelGauges {
  readonly name: string;
  readonly state: string;
  /** Requests that hold the model. */
  readonly leases: number;
  /** Requests that it answers at once; absent while it is not loaded. */
  readonly slots?: number;
  /** Of its process; absent where it has none. */
  readonly residentBytes?: number;
  readonly blockedMs?: number;
}

/** @param sources undefined until they are set. */
export function registerGauges(registry: Registry, sources: () => GaugeSources | undefined): void {
  function servingGauge(
    name: string,
    help: string,
    read: (state: ReturnType<GaugeSources["serving"]>) => number,
  ): void {
    register(registry, name, help, (gauge) => {
      const state = sources()?.serving();
      gauge.set(state === undefined ? 0 : read(state));
    });
  }

  function modelGauge(name: string, help: string, read: (model: ModelGauges) => number): void {
    const collect = (gauge: Gauge): void => {
      gauge.reset();
      for (const model of sources()?.models() ?? []) gauge.set({ model: model.name }, read(model));
    };
    register(registry, name, help, collect, ["model"]);
  }

  function storageGauge(name: string, help: string, read: (state: StorageState) => number): void {
    register(registry, name, help, (gauge) => {
      const state = sources()?.storage?.();
      if (state !== undefined) gauge.set(read(state));
    });
  }

  servingGauge("repartee_queue_depth", "Requests that wait for a permit.", ({ queued }) => queued);
  servingGauge("repartee_requests_in_flight", "Requests that have a permit.", ({ inFlight }) => inFlight);
  servingGauge(
    "repartee_requests_quarantined",
    "Requests that models' processes died of and that are not asked again for an hour.",
    ({ quarantined }) => quarantined,
  );
  modelGauge("repartee_breaker_open", "1 while the model's breaker keeps requests from it.", ({ name }) =>
    sources()?.serving().openBreakers.includes(name) === true ? 1 : 0,
  );
  modelGauge("repartee_model_slots", "Requests that a loaded model answers at once.", ({ slots }) => slots ?? 0);
  modelGauge("repartee_model_leases", "Requests that hold a model.", ({ leases }) => leases);
  modelGauge("repartee_model_ready", "1 when the model is loaded.", ({ state }) => (state === "ready" ? 1 : 0));
  modelGauge(
    "repartee_model_resident_bytes",
    "Memory of the model's process that is in RAM.",
    ({ residentBytes }) => residentBytes ?? 0,
  );
  modelGauge(
    "repartee_model_blocked_seconds",
    "For how long the model's process has answered nobody; 0 while it works.",
    ({ blockedMs }) => (blockedMs ?? 0) / 1000,
  );
  storageGauge("repartee_storage_available", "1 when the database takes writes.", ({ available }) =>
    available ? 1 : 0,
  );
  storageGauge("repartee_storage_journaled", "Writes that wait for the database.", ({ pending }) => pending);
  storageGauge("repartee_storage_dropped", "Writes that were given up since the start.", ({ dropped }) => dropped);
}

function register(
  registry: Registry,
  name: string,
  help: string,
  collect: (gauge: Gauge) => void,
  labelNames: readonly string[] = [],
): void {
  const gauge = new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [],
    collect() {
      collect(this);
    },
  });
  registry.registerMetric(gauge);
}
