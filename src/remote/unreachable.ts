import { ReparteeError } from "../core/errors.ts";
import type { ExchangeFailure } from "./exchange.ts";

/** What Node's codes mean, for people. */
const reasons: Readonly<Record<string, string>> = {
  CONNECT_TIMEOUT: "no connection stood in time",
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed",
  EPIPE: "the connection was closed",
  ETIMEDOUT: "the network gave up",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
};

/** An address that is wrong stays wrong; so does a certificate. */
const lastingCodes = /^(?:ENOTFOUND|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_SSL)/;

/** The failure as an error, and whether trying again at once may help. */
export function unreachableError(
  failure: ExchangeFailure,
  { name, origin, connectMs }: { readonly name: string; readonly origin: string; readonly connectMs: number },
): { readonly error: ReparteeError; readonly mayRetry: boolean } {
  const reason = reasons[failure.code] ?? `the connection failed with ${failure.code}`;
  const details = { facts: { upstream: name, cause: failure.code }, cause: failure };
  if (failure.phase !== "connecting") {
    const message = `Upstream "${name}" at ${origin} gave no answer: ${reason}`;
    return { error: new ReparteeError("upstream_error", message, details), mayRetry: failure.phase === "stale" };
  }
  const within = failure.code === "CONNECT_TIMEOUT" ? ` within ${connectMs} ms` : "";
  const error = new ReparteeError(
    "upstream_unreachable",
    `Cannot reach upstream "${name}" at ${origin}: ${reason}${within}`,
    {
      ...details,
      hint: "Check that the server runs and that the address is right.",
    },
  );
  return { error, mayRetry: !lastingCodes.test(failure.code) };
}
