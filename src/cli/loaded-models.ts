import type { Config } from "../config/index.ts";
import { isRecord } from "../core/is-record.ts";

/** A server on this machine answers in a millisecond; one that does not is none. */
const limitMs = 500;

/**
 * The states of the models of the server that answers at HOST:PORT, by name; undefined when none does, or none that
 * this configuration has a key for.
 */
export async function loadedModels(config: Config): Promise<ReadonlyMap<string, string> | undefined> {
  if (config.port === 0) return undefined;
  const [key] = config.apiKeys;
  try {
    const response = await fetch(`http://${reachableHost(config.host)}:${config.port}/v1/models`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
    return response.ok ? readStates(await response.json()) : undefined;
  } catch {
    // Nobody listens there, or something that is no Repartee: both mean that no server can tell.
    return undefined;
  }
}

/** An address to listen on everywhere is reached on this machine. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function readStates(body: unknown): ReadonlyMap<string, string> | undefined {
  if (!isRecord(body) || !Array.isArray(body["data"])) return undefined;
  const states = new Map<string, string>();
  for (const item of body["data"]) {
    if (!isRecord(item) || !isRecord(item["repartee"])) continue;
    const { state } = item["repartee"];
    if (typeof item["id"] === "string" && typeof state === "string") states.set(item["id"], state);
  }
  return states;
}
