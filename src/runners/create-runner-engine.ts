import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { throwIfCancelled } from "../core/abort.ts";
import type { Capabilities } from "../core/capabilities.ts";
import { systemClock } from "../core/clock.ts";
import type { Clock } from "../core/clock.ts";
import type { Engine, EnginePreparation, LoadedModel, LoadOptions, ModelSource } from "../core/engine.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { Log } from "../core/log.ts";
import { mayLoadAgain } from "./death.ts";
import { loadInRunner } from "./load-in-runner.ts";
import { createSpareRunner } from "./spare-runner.ts";
import { startRunner } from "./start-runner.ts";

export interface RunnerEngineOptions {
  /** The engine that the child process hosts. */
  readonly engineId: string;
  /** What that engine can do; known here without loading its library. */
  readonly capabilities: Capabilities;
  readonly log: Log;
  /** The module that the child runs; absent means the one that hosts the engines of this package. */
  readonly childEntry?: URL;
  readonly clock?: Clock;
  /** How long a child may take to report before its model is loaded. Default 10,000. */
  readonly startTimeoutMs?: number;
  /**
   * How long a child with a loaded model may give no sign of life before it is killed. Default 8,000. It gives one every
   * second, from a thread that nothing blocks.
   */
  readonly silenceLimitMs?: number;
  /** How long its event loop may not turn. Default 30,000; null (for ever) is for an engine that blocks it. */
  readonly blockedLimitMs?: number | null;
  /**
   * How long a loaded model may take to decode one token before it takes requests, and one that answers nothing for
   * `stuckLimitMs`. Default 15,000: a load may make no progress for 20,000. Null: it is not asked.
   */
  readonly canaryTimeoutMs?: number | null;
  /** How long a model may work on requests without a sign of progress before it is asked for one token. Default 20,000. */
  readonly stuckLimitMs?: number;
  /** Threads of the child's pool, on which native calls run in turn. Default: as many as Node takes, 4. */
  readonly poolThreads?: number;
}

export interface RunnerEngine extends Engine {
  /**
   * Starts a process, with the engine's library in it, for the load that comes next: that load then takes as much less
   * time. Without effect while one waits; one that no load wants within a minute is ended.
   */
  startAhead(preparation: EnginePreparation): void;
  /** Ends a process that waits for a load. Models that are loaded stay. */
  endAhead(): void;
}

/** Of a process that was started ahead. */
const aheadMs = 60_000;

/**
 * An engine whose models live in child processes, one each: a native crash or an out-of-memory kill takes one model
 * down and nothing else, and unloading gives all memory back. Loading and answering work as with the engine itself;
 * a process that dies ends its replies with `runner_crashed`. One that is killed while it loads is replaced once; then
 * the load ends with `model_load_failed`. One that hangs is killed, and dies that way.
 */
export function createRunnerEngine(options: RunnerEngineOptions): RunnerEngine {
  const {
    engineId,
    capabilities,
    log,
    clock = systemClock,
    startTimeoutMs = 10_000,
    silenceLimitMs = 8_000,
    blockedLimitMs = 30_000,
    canaryTimeoutMs = 15_000,
    stuckLimitMs = 20_000,
    poolThreads,
  } = options;
  const entry = options.childEntry ?? packagedEntry();
  const shared = { entry, startTimeoutMs, poolThreads, log, clock };
  let preparation: EnginePreparation = {};
  const spare = createSpareRunner({
    async startRunner(signal) {
      const runner = await startRunner({ ...shared, model: engineId }, signal);
      runner.send({ type: "prepare", engineId, preparation });
      return runner;
    },
    waitMs: aheadMs,
    log,
    clock,
  });

  async function loadInFreshRunner(
    source: ModelSource,
    loadOptions: LoadOptions,
    signal: AbortSignal,
  ): Promise<LoadedModel> {
    const runner = (await spare.take(signal)) ?? (await startRunner({ ...shared, model: source.name }, signal));
    const limits = {
      silenceMs: silenceLimitMs,
      blockedMs: blockedLimitMs,
      canaryMs: canaryTimeoutMs,
      stuckMs: stuckLimitMs,
    };
    return await loadInRunner(runner, engineId, source, loadOptions, { log, clock, limits, signal });
  }

  return {
    id: engineId,
    startAhead(wanted) {
      preparation = wanted;
      if (existsSync(entry)) spare.start();
    },
    endAhead: spare.end,
    capabilities,
    async load(source, loadOptions, signal) {
      throwIfCancelled(signal, `load model "${source.name}"`);
      if (!existsSync(entry)) {
        throw new ReparteeError(
          "model_load_failed",
          `Cannot load model "${source.name}": the runner's program ${fileURLToPath(entry)} is missing`,
          { hint: "Build the package with `npm run build`, or install it again." },
        );
      }
      try {
        return await loadInFreshRunner(source, loadOptions, signal);
      } catch (thrown) {
        const error = toReparteeError(thrown, "model_load_failed");
        if (signal.aborted || !mayLoadAgain(error)) throw error;
        log.warn(
          { model: source.name, err: error },
          "the process of a model was killed while it loaded; loading again",
        );
        return await loadInFreshRunner(source, loadOptions, signal);
      }
    },
  };
}

/** The child's program. In a source checkout that is the built one: Node 20 cannot run TypeScript. */
function packagedEntry(): URL {
  return import.meta.url.endsWith(".ts")
    ? new URL("../../dist/runners/child/main.js", import.meta.url)
    : new URL("./child/main.js", import.meta.url);
}
