import type { Clock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { HubFile } from "../hub/file-facts.ts";
import type { Hub, HubFileRequest } from "../hub/hub.ts";
import type { DownloadLimits } from "./download-limits.ts";
import { isRetryable, pause, retryDelayMs } from "./retry-delay.ts";
import { watchForStall } from "./stall-watch.ts";

/** Fewer than for bytes: without a network the user should hear of it within seconds. */
const maxTries = 3;

export interface LookUpOptions {
  readonly hub: Hub;
  readonly request: Omit<HubFileRequest, "signal">;
  readonly limits: DownloadLimits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Asks the hub what a file is. Throws as `Hub.describe` does, and `download_stalled`. */
export async function lookUpFile({ hub, request, limits, clock, random, signal }: LookUpOptions): Promise<HubFile> {
  for (let failedTries = 1; ; failedTries += 1) {
    using watch = watchForStall(clock, limits.stallMs, signal, () => {
      const action = `look up "${request.file}" of "${request.repository}"`;
      const seconds = limits.stallMs / 1000;
      return new ReparteeError("download_stalled", `Cannot ${action}: ${hub.url} gave no answer for ${seconds} s`, {
        hint: "Check the network and try again.",
      });
    });
    try {
      return await hub.describe({ ...request, signal: watch.signal });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const delayMs = isRetryable(error) ? retryDelayMs(error, failedTries, limits, random) : undefined;
      if (failedTries >= maxTries || delayMs === undefined) throw error;
      await pause(clock, delayMs, signal);
    }
  }
}
