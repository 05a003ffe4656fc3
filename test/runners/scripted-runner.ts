import type { Capabilities } from "../../src/core/capabilities.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { Engine, LoadedModel, LoadOptions } from "../../src/core/engine.ts";
import type { GenerateEvent } from "../../src/core/generate-event.ts";
import type { GenerateRequest } from "../../src/core/generate-request.ts";
import { silentLog } from "../../src/core/log.ts";
import type { Log } from "../../src/core/log.ts";
import { createRunnerEngine, type RunnerEngine } from "../../src/runners/index.ts";
import { fakeCapabilities } from "../../src/testing/index.ts";

/** What tests of real child processes share: programs for the child, a way to load, requests and what came of them. */

export type ChildProgram = "scripted-child" | "raw-child" | "silent-child" | "missing-child";

export const never: AbortSignal = new AbortController().signal;
const anyCapabilities: Capabilities = fakeCapabilities;

export interface RunnerLoad {
  readonly child?: ChildProgram;
  readonly location?: string;
  readonly options?: LoadOptions;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly startTimeoutMs?: number;
  readonly silenceLimitMs?: number;
  readonly blockedLimitMs?: number | null;
  /** Null when absent: the scripted child knows its commands only. */
  readonly canaryTimeoutMs?: number | null;
}

export function loadRunner(load: RunnerLoad = {}): Promise<LoadedModel> {
  return loadFrom(scriptedEngine(load), load);
}

export function loadFrom(
  engine: Engine,
  { location = "", options = {}, signal = never }: RunnerLoad,
): Promise<LoadedModel> {
  return engine.load({ name: "some/model", location }, options, signal);
}

export function scriptedEngine(load: RunnerLoad = {}): RunnerEngine {
  const {
    child = "scripted-child",
    log = silentLog,
    clock,
    startTimeoutMs,
    silenceLimitMs,
    blockedLimitMs,
    canaryTimeoutMs = null,
  } = load;
  return createRunnerEngine({
    engineId: "scripted",
    capabilities: anyCapabilities,
    log,
    childEntry: new URL(`./fixtures/${child}.mjs`, import.meta.url),
    clock,
    startTimeoutMs,
    silenceLimitMs,
    blockedLimitMs,
    canaryTimeoutMs,
  });
}

/** The scripted engine says its process id where a real one says its file's size. */
export function runnerPid(model: LoadedModel): number {
  const pid = model.info.sizeBytes;
  if (pid === undefined) throw new Error("only the scripted child reports its process id");
  return pid;
}

export function ask(text: string): GenerateRequest {
  return { id: text, input: { kind: "text", text } };
}

export async function collect(events: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> {
  const all: GenerateEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export function textOf(events: readonly GenerateEvent[]): string {
  return events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
}

export function terminalOf(events: readonly GenerateEvent[]): GenerateEvent {
  const last = events.at(-1);
  if (last === undefined) throw new Error("there are no events");
  return last;
}
