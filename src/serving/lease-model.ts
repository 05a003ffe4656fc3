import { ReparteeError } from "../core/errors.ts";
import type { Lease, ModelPool, WaitOptions } from "../models/pool/model-pool.ts";

/** While it is not known yet how long the download takes. */
const unknownEtaSeconds = 10;
const longestRetrySeconds = 600;

/**
 * Leases a model, waiting for a load but not for a download or a conversion: they take minutes, and continue without
 * the request.
 * @throws ReparteeError `model_loading` while the model's file is downloaded or converted; else as `ModelPool.lease`.
 */
export async function leaseModel(pool: ModelPool, model: string, wait: WaitOptions): Promise<Lease> {
  if (pool.state(model) === "ready") return await pool.lease(model, wait);
  const refusal = downloadRefusal(pool, model);
  if (refusal !== undefined) throw refusal;
  const giveUp = new AbortController();
  const onAbort = (): void => giveUp.abort(wait.signal.reason);
  if (wait.signal.aborted) onAbort();
  wait.signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await pool.lease(model, {
      signal: giveUp.signal,
      onProgress(fraction) {
        const begun = downloadRefusal(pool, model);
        if (begun === undefined) return wait.onProgress?.(fraction);
        if (giveUp.signal.aborted) return;
        // An explicit load keeps the download going after the request; its failure is in the status.
        pool.load(model, { signal: new AbortController().signal }).catch(() => {});
        giveUp.abort(begun);
      },
    });
  } finally {
    wait.signal.removeEventListener("abort", onAbort);
  }
}

function downloadRefusal(pool: ModelPool, model: string): ReparteeError | undefined {
  const status = pool.status(model);
  if (status?.phase !== "downloading" && status?.phase !== "converting") return undefined;
  const { etaSeconds = unknownEtaSeconds, loadFraction = 0 } = status;
  return new ReparteeError(
    "model_loading",
    `Cannot answer with model "${model}" yet: it is being ${status.phase === "converting" ? "converted" : "downloaded"} (${Math.floor(loadFraction * 100)} %)`,
    {
      hint: "Try again later, or request a written reply with fallback template; GET /v1/models shows the progress.",
      retryAfterSeconds: Math.min(longestRetrySeconds, Math.max(1, Math.ceil(etaSeconds))),
      facts: { loadFraction },
    },
  );
}
