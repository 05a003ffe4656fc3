/** Which failures are of one source of a model, so that the next may be tried. */
import { ReparteeError, type ErrorCode } from "../../core/errors.ts";

const ofSource: ReadonlySet<ErrorCode> = new Set([
  ...(["hub_unreachable", "hub_token_rejected", "model_gated", "repository_not_found"] as const),
  ...(["repository_file_not_found", "download_failed", "download_stalled", "checksum_mismatch"] as const),
  ...(["package_client_missing", "package_not_found", "package_file_not_found"] as const),
  ...(["package_registry_unreachable", "package_client_failed"] as const),
]);

/** False for what no other source would mend: a full disk, a cancelled download. */
export function isOfSource(error: unknown): error is ReparteeError {
  return error instanceof ReparteeError && ofSource.has(error.code);
}

/**
 * How long a hub may take to answer where another source is known: a closed network swallows packets for minutes. Hubs
 * that are there answer within a second.
 */
const answerMs = 5_000;

/** @throws ReparteeError `hub_unreachable` after `answerMs`; what `ask` throws; the signal's reason. */
export async function withinAnswerTime<Answer>(
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const late = AbortSignal.timeout(answerMs);
  try {
    return await ask(AbortSignal.any([signal, late]));
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error;
    throw new ReparteeError("hub_unreachable", `The hub gave no answer for ${answerMs / 1000} s`, {
      hint: "Check the network.",
      cause: error,
    });
  }
}
