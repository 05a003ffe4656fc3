/** The connection to Redis. Its client is optional for users: loaded when Redis is configured. */
import type * as redis from "@redis/client";
import { ReparteeError } from "../core/errors.ts";
import type { RunScript } from "./redis-limiter.ts";

export interface RedisConnection {
  /** For people: host and port, without a password. */
  readonly place: string;
  /** Rejects at once while there is no connection. */
  readonly run: RunScript;
  close(): Promise<void>;
}

const connectTimeoutMs = 2_000;
const maxBackoffMs = 5_000;

/** Connects in the background, and again whenever the connection was lost. @throws ReparteeError `config_invalid`. */
export async function connectRedis(url: string): Promise<RedisConnection> {
  const { createClient } = await loadClient();
  const client = createClient({
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: (attempts) => Math.min(maxBackoffMs, 100 * 2 ** Math.min(attempts, 10)),
    },
  });
  // What fails is in the error of each command.
  client.on("error", () => {});
  const { host } = new URL(url);
  client.connect().catch(() => {});
  return {
    place: host,
    async run(script, keys, args) {
      if (!client.isReady) throw new Error("there is no connection");
      return await client.eval(script, { keys: [...keys], arguments: [...args] });
    },
    async close() {
      client.destroy();
    },
  };
}

async function loadClient(): Promise<typeof redis> {
  try {
    return await import("@redis/client");
  } catch (cause) {
    throw new ReparteeError("config_invalid", "Cannot use redis_url: the package @redis/client is not installed", {
      param: "redis_url",
      hint: "Install it beside Repartee: npm install @redis/client",
      cause,
    });
  }
}
