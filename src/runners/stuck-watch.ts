import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import type { Log } from "../core/log.ts";
import { decodeCanary } from "./canary.ts";
import { watchSilence } from "./silence-watch.ts";

export interface StuckWatchOptions {
  readonly model: LoadedModel;
  readonly clock: Clock;
  readonly log: Log;
  /** How long it may answer nothing while it has work. */
  readonly stuckMs: number;
  /** How long it may then take for one token. */
  readonly canaryMs: number;
  /** When its process last answered anything but the test, or got work; now where it has none. */
  readonly lastProgressMs: () => number;
  /** Called after each test, with whether the model goes on. */
  readonly onTest?: ((passed: boolean) => void) | undefined;
  /** Called once, when it decodes nothing; `cause` completes "its process ended: ". */
  readonly onStuck: (cause: string) => void;
}

/**
 * Watches a model whose process gives signs of life: its native code may be stuck all the same. Long work without an
 * answer is only a suspicion (a long embedding answers once, at its end); a token that does not come confirms it.
 */
export function watchStuck(options: StuckWatchOptions): ScheduledCall {
  const { model, clock, log, stuckMs, canaryMs, lastProgressMs, onTest, onStuck } = options;
  let lastTokenMs = 0;
  let current = watch();

  function watch(): ScheduledCall {
    const lastHeardMs = (): number => Math.max(lastProgressMs(), lastTokenMs);
    return watchSilence({ limitMs: stuckMs, clock, lastHeardMs, onSilent: () => void suspect() });
  }

  async function suspect(): Promise<void> {
    const suspectedMs = clock.now();
    log.warn(
      { model: model.info.name, silentMs: stuckMs },
      "model works and answers nothing: it is asked for one token",
    );
    const failure = await decodeCanary(model, { clock, timeoutMs: canaryMs });
    if (model.closed.aborted) return;
    // An error is an answer as well, and so is anything that another request got meanwhile.
    const isStuck = failure?.code === "first_token_timeout" && lastProgressMs() <= suspectedMs;
    onTest?.(!isStuck);
    if (isStuck) onStuck(`it answered nothing for ${stuckMs / 1000} s, and then ${failure.message}`);
    else {
      log.info({ model: model.info.name }, "model answers: its work takes long");
      lastTokenMs = clock.now();
      current = watch();
    }
  }

  return { cancel: () => current.cancel() };
}
