/** Requests to a running server, for the commands that show or change what it has in memory. */
import type { Command } from "commander";
import { z } from "zod";
import type { Config } from "../config/index.ts";
import { errorCatalog, ReparteeError, type ErrorCode } from "../core/errors.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";

export interface ServerOptions extends SettingOptions {
  readonly url?: string;
}

export interface ServerAddress {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly apiKey?: string;
}

/** Fields of another version of the server that are missing or of another type count as absent. */
export const optionalText = z.string().optional().catch(undefined);
export const optionalNumber = z.number().optional().catch(undefined);

const modelFields = z.object({
  state: optionalText,
  phase: optionalText,
  load_fraction: optionalNumber,
  memory_bytes: optionalNumber,
  device: optionalText,
});
/** One of `GET /v1/models`. */
export const modelSchema = z.object({ id: optionalText, repartee: modelFields.catch({}) }).catch({ repartee: {} });
const modelListSchema = z.object({ data: z.array(modelSchema) });

const errorCodes = Object.keys(errorCatalog) as ErrorCode[];
const errorSchema = z.object({
  error: z.object({ code: z.enum(errorCodes), message: z.string(), hint: optionalText }),
});

/** A healthy server answers at once; one that hangs must not block a terminal. */
const answerTimeoutMs = 10_000;
/** A server on this machine answers within a millisecond. */
const localTimeoutMs = 500;

export function addServerOptions(command: Command): Command {
  command.option("--url <url>", "where the server listens (default: the configured host and port)");
  return addSettingOptions(command, () => false);
}

/** @throws ReparteeError `config_invalid` when `--url` is not the address of a server. */
export function serverAddress({ url, ...rest }: ServerOptions): ServerAddress {
  const { config } = loadConfigForCommand(rest);
  if (url === undefined) return localAddress(config);
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new ReparteeError("config_invalid", `--url: expected an address of a server, got ${JSON.stringify(url)}`, {
      hint: "Write it like http://127.0.0.1:8000",
    });
  }
  return { url, apiKey: config.apiKeys[0] };
}

/** A server that listens on every address is reached on this machine's own. */
function localAddress({ host, port, apiKeys: [apiKey] }: Config): ServerAddress {
  const local = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  return { url: `http://${local}:${port}`, apiKey };
}

export interface AskOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  /** For answers that take long; default: ten seconds. */
  readonly signal?: AbortSignal;
}

/**
 * The JSON of the server's answer to `GET path`, or to another method without a body.
 * @throws ReparteeError the server's own error; `server_unreachable` when no server answers, or one that is not Repartee.
 */
export async function askServer(
  { url, apiKey }: ServerAddress,
  path: string,
  { method = "GET", signal = AbortSignal.timeout(answerTimeoutMs) }: AskOptions = {},
): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    const headers = apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` };
    response = await fetch(new URL(path, url), { headers, method, signal, redirect: "error" });
    body = await response.json().catch(() => undefined);
  } catch (cause) {
    throw new ReparteeError("server_unreachable", `Cannot ask the server: none answers at ${url}`, {
      hint: "Start it with `repartee serve`, or give its address with --url",
      cause,
    });
  }
  if (response.ok && body !== undefined) return body;
  throw errorOf(body) ?? notRepartee(url, response.status);
}

/**
 * The states of the models of the server that answers at HOST:PORT, by name; undefined when none does, or none that
 * accepts this configuration's key.
 */
export async function modelStates(config: Config): Promise<ReadonlyMap<string, string> | undefined> {
  if (config.port === 0) return undefined;
  try {
    const signal = AbortSignal.timeout(localTimeoutMs);
    const { data } = modelListSchema.parse(await askServer(localAddress(config), "/v1/models", { signal }));
    const known = data.flatMap(({ id, repartee: { state } }) =>
      id === undefined || state === undefined ? [] : [[id, state] as const],
    );
    return new Map(known);
  } catch {
    // No server, or not Repartee: either way the states are unknown.
    return undefined;
  }
}

/** The error in a server's answer. */
function errorOf(body: unknown): ReparteeError | undefined {
  const read = errorSchema.safeParse(body);
  if (!read.success) return undefined;
  const { code, message, hint } = read.data.error;
  return new ReparteeError(code, message, { hint: code === "unauthorized" ? "Set REPARTEE_API_KEY to its key" : hint });
}

function notRepartee(url: string, status: number): ReparteeError {
  const message = `Cannot ask the server: expected Repartee at ${url}, got an answer of another program (status ${status})`;
  return new ReparteeError("server_unreachable", message, { hint: "Give Repartee's address with --url" });
}
