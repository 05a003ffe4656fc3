import { setMaxListeners } from "node:events";
import { cancelledError } from "../core/abort.ts";
import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { deserializeError, ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import { crashError } from "./death.ts";
import { createDeferred } from "../core/deferred.ts";
import { killRunner } from "./kill-runner.ts";
import type { LoadedFrame, RunnerFrame, WireEvent } from "./protocol.ts";
import { abilitiesOf, type Call } from "./process-abilities.ts";
import { createPendingCall, createPendingCalls } from "./pending-calls.ts";
import { watchLife, type LifeLimits } from "./life-watches.ts";
import { createProcessReply } from "./process-reply.ts";
import type { ReplyReceiver } from "./process-reply.ts";
import type { Runner } from "./runner.ts";

/** How long a runner may take to unload and exit before it is killed. Well below the pool's bound for disposing. */
const unloadGraceMs = 3000;

export interface ProcessModelOptions {
  readonly name: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly limits: LifeLimits;
  /** As in `LoadOptions`. */
  readonly onTest?: ((passed: boolean) => void) | undefined;
}

/**
 * A model in another process, as a `LoadedModel`. It is closed once, for one reason: unloaded, given up by its engine,
 * or its process died. From then on every reply and call, running or new, ends with that error.
 */
export function createProcessModel(
  runner: Runner,
  loaded: LoadedFrame,
  { name, log, clock, limits, onTest }: ProcessModelOptions,
): LoadedModel {
  const closing = new AbortController();
  // Every reply and call that runs listens to it.
  setMaxListeners(0, closing.signal);
  const replies = new Map<number, ReplyReceiver>();
  const calls = createPendingCalls();
  let watches: readonly ScheduledCall[] = [];
  let closedError: ReparteeError | undefined;
  let unloading: Promise<void> | undefined;
  const ids = createIds();
  /** When the runner last answered anything but a test, or got work after it had none. */
  let lastProgressMs = clock.now();

  function depart(error: ReparteeError): void {
    if (closedError !== undefined) return;
    closedError = error;
    for (const watch of watches) watch.cancel();
    for (const reply of [...replies.values()]) reply.modelClosed(error);
    calls.failAll(error);
    closing.abort(error);
  }

  function receive(frame: RunnerFrame): void {
    if (!("id" in frame && ids.isOfTest(frame.id))) lastProgressMs = clock.now();
    switch (frame.type) {
      case "event":
        replies.get(frame.id)?.deliver(eventOf(frame.event));
        break;
      case "result":
        calls.get(frame.id)?.succeed(frame.value);
        break;
      case "failed":
        calls.get(frame.id)?.fail(deserializeError(frame.error));
        break;
      case "closed":
        // Also said on the way out of `unload`, which is not to be cut short.
        if (closedError !== undefined) break;
        depart(deserializeError(frame.error));
        runner.kill();
        break;
      default: // frames of loading; this model is loaded
        break;
    }
  }

  /** Whatever hangs, no reply waits for it: the model is closed even when the kill has no effect. */
  async function endHung(cause: string): Promise<void> {
    runner.kill(cause);
    await killRunner(runner, { model: name, log, clock });
    depart(crashError(name, { exitCode: null, signal: null, stderr: "", cause }));
  }

  async function unload(): Promise<void> {
    depart(new ReparteeError("model_unloaded", `Model "${name}" was unloaded`));
    await unloadRunner(runner, { name, log, clock });
  }

  runner.onFrame(receive);
  void runner.death.then((death) => depart(crashError(name, death)));

  const isIdle = (): boolean => replies.size === 0 && calls.awaited.size === 0;
  const noteWork = (): void => {
    if (isIdle()) lastProgressMs = clock.now();
  };

  const callWith =
    (newId: () => number): Call =>
    (action, frameOf, read, signal) => {
      if (closedError !== undefined) return Promise.reject(closedError);
      if (signal?.aborted === true) return Promise.reject(cancelledError(signal, action));
      const id = newId();
      const frame = frameOf(id);
      const isAhead = frame.type === "readAhead";
      if (!isAhead) noteWork();
      return new Promise((resolve, reject) => {
        const cancel = (): void => runner.send({ type: "cancel", id });
        const onSettled = (): void => {
          calls.delete(id);
          signal?.removeEventListener("abort", cancel);
        };
        runner.send(frame);
        signal?.addEventListener("abort", cancel, { once: true });
        calls.add(id, createPendingCall({ action, read, signal, resolve, reject, onSettled }), isAhead);
      });
    };

  function openReply(id: number, request: GenerateRequest, receiver: ReplyReceiver): ReparteeError | undefined {
    if (closedError !== undefined) return closedError;
    try {
      runner.send({ type: "generate", id, request });
    } catch (error) {
      return toReparteeError(error);
    }
    noteWork();
    replies.set(id, receiver);
    return undefined;
  }

  const generateWith =
    (newId: () => number): LoadedModel["generate"] =>
    (request, signal) => {
      const id = newId();
      return createProcessReply(
        {
          open: (receiver) => openReply(id, request, receiver),
          cancel: () => runner.send({ type: "cancel", id }),
          close: () => void replies.delete(id),
        },
        signal,
        clock,
      );
    };

  const model: LoadedModel = {
    info: { ...loaded.info, processId: runner.pid },
    capabilities: loaded.capabilities,
    closed: closing.signal,
    generate: generateWith(ids.next),
    unload: () => (unloading ??= unload()),
    vitals: () => runner.pulse,
    ...abilitiesOf(loaded.abilities, callWith(ids.next)),
  };
  const tests = { generate: generateWith(ids.nextOfTest), ...abilitiesOf(loaded.abilities, callWith(ids.nextOfTest)) };
  watches = watchLife({
    ...{ runner, model: { ...model, ...tests }, limits, clock, log, onTest },
    lastProgressMs: () => (isIdle() ? clock.now() : lastProgressMs),
    onDead: (cause) => void endHung(cause),
  });
  return model;
}

/** Has the runner unload and exit, and kills one that does not. */
async function unloadRunner(
  runner: Runner,
  { name, log, clock }: Pick<ProcessModelOptions, "name" | "log" | "clock">,
): Promise<void> {
  runner.send({ type: "unload" });
  const { promise: over, resolve } = createDeferred<void>();
  const grace = clock.schedule(unloadGraceMs, () => {
    log.warn({ model: name, graceMs: unloadGraceMs }, "runner did not exit after unload and is killed");
    void killRunner(runner, { model: name, log, clock }).then(resolve);
  });
  void runner.death.then(() => resolve());
  await over;
  grace.cancel();
}

/** Numbers of replies and calls. The process of a stuck model still answers some of a test: they are known apart. */
function createIds(): { next(): number; nextOfTest(): number; isOfTest(id: number): boolean } {
  let last = 0;
  const ofTests = new Set<number>();
  const next = (): number => ++last;
  return {
    next,
    nextOfTest() {
      const id = next();
      ofTests.add(id);
      return id;
    },
    isOfTest: (id) => ofTests.has(id),
  };
}

function eventOf(event: WireEvent): GenerateEvent {
  return event.type === "error" ? { type: "error", error: deserializeError(event.error) } : event;
}
