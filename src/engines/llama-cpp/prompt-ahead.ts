/**
 * Reads prompts that nobody asked for yet (`LoadedModel.readAhead`), so that the first request finds their beginning in a
 * slot's cache. Invariant: it reads only while no request runs, in a slot whose cache nobody can miss; a request that
 * comes ends it with the step that runs, and finds the slot as that left it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { LlamaContext, Token } from "node-llama-cpp";
import { ReparteeError } from "../../core/errors.ts";
import type { PromptInput } from "../../core/generate-request.ts";
import type { Log } from "../../core/log.ts";
import type { KeptPrefixes, ReadAheadRequest, ReadAheadResult } from "../../core/read-ahead.ts";
import { untilAborted } from "../../core/until-aborted.ts";
import { createAheadTask, type AheadOutcome } from "./ahead-task.ts";
import { throwIfClosed, type ModelDeps } from "./model-deps.ts";
import { findPrefixFile, keepPrefix, restorePrefix, savePrefix } from "./prefix-files.ts";
import { prefixKey, type ModelFiles } from "./prefix-key.ts";
import { openPrompt } from "./prompt-reader.ts";
import { createRunningCalls } from "./running-calls.ts";
import { sharedLength } from "./shared-prefixes.ts";
import type { Slot } from "./slots.ts";

export interface PromptAhead {
  /** As `LoadedModel.readAhead`. */
  read(request: ReadAheadRequest, signal: AbortSignal): Promise<ReadAheadResult>;
  /** A request came. */
  yield(): void;
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
}

export interface PromptAheadOptions {
  readonly deps: ModelDeps;
  readonly context: LlamaContext;
  readonly files: ModelFiles;
  /** Whether a file of a sequence has all of it: checkpoints are left out. */
  readonly canBeStored: boolean;
  /** How long one step should take, in milliseconds. */
  readonly targetStepMs: number;
  /** Resolves when no request is running. */
  readonly requestsEnded: () => Promise<unknown>;
  readonly log: Log;
}

/** A client that goes on comes back within such a time. */
const quietMs = 1000;
/** Where it takes a step or two, nobody waits for it. */
const worthReadingTokens = 32;
/** Writing more would keep a request waiting for longer than a step. */
const mostStateBytes = 256 * 1024 ** 2;

const action = "read a prompt ahead";

/** What is read, and where it is on the disk. */
interface Beginning {
  readonly tokens: readonly Token[];
  /** Follows it in one of the prompts, and is not read. */
  readonly next: Token;
  readonly stored: StoredBeginning | undefined;
}

interface StoredBeginning extends KeptPrefixes {
  readonly key: string;
  /** Undefined where there is none to be restored (any more). */
  path: string | undefined;
}

export function createPromptAhead(options: PromptAheadOptions): PromptAhead {
  const { deps, context, canBeStored, files, log, requestsEnded, targetStepMs } = options;
  const calls = createRunningCalls(deps.closed);
  let requests = 0;
  let turn = new AbortController();

  async function read({ prompts, keep }: ReadAheadRequest, callerSignal: AbortSignal): Promise<ReadAheadResult> {
    throwIfClosed(deps.closed);
    const signal = AbortSignal.any([callerSignal, deps.closed]);
    const beginning = await find(prompts, keep, signal);
    const result = { promptTokens: beginning?.tokens.length ?? 0, readTokens: 0, restoredTokens: 0 };
    if (beginning === undefined) return result;
    let isDisturbed = deps.stepper.activeCount() > 0;
    for (;;) {
      await untilQuiet(isDisturbed, signal);
      isDisturbed = true;
      if (deps.slots.cachedTokens(beginning.tokens) >= beginning.tokens.length) return result;
      const stop = AbortSignal.any([signal, turn.signal]);
      const slot = deps.slots.takeSpare(beginning.tokens, stop);
      if (slot === undefined) return result;
      const { isWhole, readTokens, restoredTokens } = await readOn(slot, beginning, stop);
      result.readTokens += readTokens;
      result.restoredTokens += restoredTokens;
      if (isWhole) return result;
    }
  }

  /** Undefined where it is not worth reading. */
  async function find(
    prompts: readonly PromptInput[],
    keep: KeptPrefixes | undefined,
    signal: AbortSignal,
  ): Promise<Beginning | undefined> {
    const [first = [], ...others] = await tokensOf(prompts, signal);
    const length = Math.min(...others.map((other) => sharedLength(other, first)));
    const tokens = first.slice(0, length);
    const next = first[length];
    if (next === undefined || length < worthReadingTokens || length >= deps.contextSize) return undefined;
    return { tokens, next, stored: keep && (await findStored(keep, tokens)) };
  }

  async function tokensOf(prompts: readonly PromptInput[], signal: AbortSignal): Promise<readonly Token[][]> {
    const all: Token[][] = [];
    for (const prompt of prompts) all.push([...(await deps.prompts.tokenize(prompt, { signal })).tokens]);
    return all;
  }

  async function findStored(keep: KeptPrefixes, tokens: readonly Token[]): Promise<StoredBeginning | undefined> {
    const { ram, vram } = context.memoryUsage;
    const bytesPerToken = (ram + vram) / (context.contextSize * context.totalSequences);
    if (!canBeStored || tokens.length * bytesPerToken > mostStateBytes) return undefined;
    try {
      const key = await prefixKey(files, context, tokens);
      return { ...keep, key, path: await findPrefixFile(keep.folder, key) };
    } catch (thrown) {
      log.debug({ err: thrown }, "what was read ahead before could not be found");
      return undefined;
    }
  }

  /** Waits until no request runs and, where there was one, until none has come for a moment. */
  async function untilQuiet(isDisturbed: boolean, signal: AbortSignal): Promise<void> {
    for (let mustWait = isDisturbed; ; mustWait = true) {
      const before = requests;
      await untilAborted(requestsEnded(), signal, action);
      if (mustWait) await untilAborted(sleep(quietMs, undefined, { ref: false }), signal, action);
      if (requests === before) return;
    }
  }

  async function readOn(
    slot: Slot,
    { tokens, next, stored }: Beginning,
    stop: AbortSignal,
  ): Promise<AheadOutcome & { readonly restoredTokens: number }> {
    const { sequence } = slot;
    let restoredTokens = 0;
    let saving: string | undefined;
    const task = createAheadTask({
      prompt: openPrompt(sequence, [...tokens, next], deps.prefixes, deps.batch),
      isBatched: deps.batch !== undefined,
      targetStepMs,
      signal: stop,
      async onBegin() {
        const path = stored?.path;
        if (stored === undefined || path === undefined) return;
        stored.path = undefined;
        const isRestored = await restorePrefix(sequence, path, tokens).catch(report("could not be restored"));
        if (isRestored === true) restoredTokens = tokens.length;
      },
      async onRead(readMs) {
        if (stored === undefined || restoredTokens > 0 || readMs < stored.minReadMs) return;
        saving = await savePrefix(sequence, stored.folder, tokens).catch(report("could not be saved"));
      },
      now: deps.now,
    });
    try {
      await deps.stepper.run(task);
    } finally {
      deps.slots.give(slot);
    }
    if (saving !== undefined && stored !== undefined) {
      await keepPrefix(saving, stored.folder, stored.key).catch(report("could not be saved"));
    }
    return { ...task.outcome(), restoredTokens };
  }

  function report(what: string): (thrown: unknown) => undefined {
    return (thrown) => {
      log.warn({ err: thrown }, `what was read ahead ${what}`);
      return undefined;
    };
  }

  return {
    read: (request, signal) => calls.run(read(request, signal)),
    yield() {
      requests += 1;
      turn.abort(new ReparteeError("cancelled", "A request came"));
      turn = new AbortController();
    },
    idle: () => calls.idle(),
  };
}
