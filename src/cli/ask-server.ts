/** Questions to a running server, for commands that tell of it. */
import { errorCatalog, ReparteeError, type ErrorCode } from "../core/errors.ts";
import { isRecord } from "../core/is-record.ts";

export interface ServerAddress {
  /** Such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly apiKey?: string;
}

/** A server that is well answers at once; one that is wedged must not hold up a terminal. */
const limitMs = 10_000;

export interface AskOptions {
  readonly method?: "GET" | "POST" | "DELETE";
  /** For questions whose answer takes as long as it takes; absent: ten seconds. */
  readonly signal?: AbortSignal;
}

/**
 * The JSON of the server's answer to `GET path`, or to another method without a body.
 * @throws ReparteeError with the server's own words where it answers with an error; `server_unreachable` when none
 * answers, or something else than Repartee does.
 */
export async function askServer(
  { url, apiKey }: ServerAddress,
  path: string,
  { method = "GET", signal = AbortSignal.timeout(limitMs) }: AskOptions = {},
): Promise<unknown> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(new URL(path, url), {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      method,
      signal,
    });
    body = await response.json().catch(() => undefined);
  } catch (error) {
    throw new ReparteeError("server_unreachable", `Cannot ask the server: nobody answers at ${url}`, {
      hint: "Start it with `repartee serve`, or say where it listens with --url.",
      cause: error,
    });
  }
  if (response.ok && body !== undefined) return body;
  throw errorOf(body) ?? notRepartee(url, response.status);
}

function notRepartee(url: string, status: number): ReparteeError {
  const message = `Cannot ask the server: what answers at ${url} (status ${status}) is no Repartee, or an older one`;
  return new ReparteeError("server_unreachable", message, { hint: "Say where Repartee listens with --url." });
}

/** The error of a server's answer, in its own words. */
function errorOf(body: unknown): ReparteeError | undefined {
  if (!isRecord(body) || !isRecord(body["error"])) return undefined;
  const { code, message, hint } = body["error"];
  if (!isErrorCode(code) || typeof message !== "string") return undefined;
  if (code === "unauthorized") return new ReparteeError(code, message, { hint: "Set REPARTEE_API_KEY to its key." });
  return new ReparteeError(code, message, typeof hint === "string" ? { hint } : {});
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCatalog, value);
}
