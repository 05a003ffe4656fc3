import { fromErrorBody, post, ServerError, type Connection, type ErrorBody } from "./connection.ts";
import { readEvents } from "./events.ts";

/** A model that answers, or could. */
export interface ServerModel {
  readonly id: string;
  readonly repartee: {
    readonly engine: string;
    readonly state: "unloaded" | "loading" | "ready" | "unloading" | "failed";
    readonly phase?: "downloading" | "loading";
    readonly load_fraction?: number;
    readonly eta_seconds?: number;
    readonly device?: string;
    readonly device_reason?: string;
    readonly quantization?: string;
    readonly context_window?: number;
    readonly size_bytes?: number;
    readonly memory_bytes?: number;
    readonly waits_for_memory?: boolean;
    readonly failure?: { readonly message: string; readonly hint?: string };
  };
}

export async function readModels(connection: Connection): Promise<readonly ServerModel[]> {
  return (await connection.read<{ data: readonly ServerModel[] }>("/v1/models")).data;
}

export interface MemoryUse {
  readonly used_bytes: number;
  readonly budget_bytes?: number;
}

export interface RunningModel {
  readonly name: string;
  readonly state: "waiting" | "loading" | "ready" | "unloading";
  readonly memory_bytes?: number;
  readonly leases: number;
}

export function readRunning(
  connection: Connection,
): Promise<{ readonly models: readonly RunningModel[]; readonly memory: MemoryUse }> {
  return connection.read("/api/ps");
}

export interface KnownModel {
  readonly name: string;
  readonly role: "chat" | "embedding";
  readonly quantization?: string;
  readonly size_bytes?: number;
  readonly downloaded_bytes: number;
  readonly downloaded: boolean;
  readonly licence?: string;
  readonly fits: "yes" | "tight" | "no" | "unknown";
  readonly fit_detail?: string;
  readonly runnable: boolean;
  readonly problem?: string;
}

export interface KnownModels {
  readonly models: readonly KnownModel[];
  readonly suggested: { readonly name: string; readonly reason: string } | null;
  readonly memory: { readonly total_bytes: number; readonly free_bytes: number };
}

export function readKnownModels(connection: Connection): Promise<KnownModels> {
  return connection.read("/api/models");
}

export async function loadModel(connection: Connection, name: string): Promise<void> {
  await connection.send(`/models/${encodeURIComponent(name)}/load`, { method: "POST" });
}

export async function unloadModel(connection: Connection, name: string): Promise<void> {
  await connection.send(`/models/${encodeURIComponent(name)}/unload`, { method: "DELETE" });
}

export async function deleteModel(connection: Connection, name: string): Promise<void> {
  await connection.send(`/models/${encodeURIComponent(name)}`, { method: "DELETE" });
}

export interface PullProgress {
  readonly phase: "downloading" | "converting";
  readonly fraction: number;
  readonly downloaded_bytes?: number;
  readonly total_bytes?: number;
  readonly bytes_per_second?: number;
  readonly eta_seconds?: number | null;
}

/** Downloads a model; each step is reported, and the end returns the model. Aborting keeps what has arrived. */
export async function pullModel(
  connection: Connection,
  name: string,
  signal: AbortSignal,
  onProgress: (progress: PullProgress) => void,
): Promise<KnownModel> {
  const response = await connection.send("/api/models/pull", post({ model: name }, signal));
  for await (const { name: event, data } of readEvents(response, signal)) {
    if (event === "progress") onProgress(JSON.parse(data) as PullProgress);
    else if (event === "done") return JSON.parse(data) as KnownModel;
    else if (event === "error") throw fromErrorBody(JSON.parse(data) as ErrorBody, 200);
  }
  throw new ServerError("The connection to the server broke off", { code: "connection_lost", status: 0 });
}
