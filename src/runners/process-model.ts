import type { Clock, ScheduledCall } from "../core/clock.ts";
import type { LoadedModel } from "../core/engine.ts";
import { deserializeError, ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateEvent } from "../core/generate-event.ts";
import type { GenerateRequest } from "../core/generate-request.ts";
import type { Log } from "../core/log.ts";
import { crashError } from "./death.ts";
import { createDeferred } from "../core/deferred.ts";
import { killRunner } from "./kill-runner.ts";
import type { Ability, LoadedFrame, ParentFrame, RunnerFrame, WireEvent } from "./protocol.ts";
import {
  readClassifyAnswer,
  readCountAnswer,
  readDetokenizeAnswer,
  readEmbedAnswer,
  readRerankAnswer,
  readScoreAnswer,
  readTextAnswer,
  readTokensAnswer,
} from "./read-answer.ts";
import { watchLife, type LifeLimits } from "./life-watches.ts";
import { createProcessCalls } from "./process-calls.ts";
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
}

/**
 * A model in another process, as a `LoadedModel`. It is closed once, for one reason: unloaded, given up by its engine,
 * or its process died. From then on every reply and call, running or new, ends with that error.
 */
export function createProcessModel(
  runner: Runner,
  loaded: LoadedFrame,
  { name, log, clock, limits }: ProcessModelOptions,
): LoadedModel {
  const closing = new AbortController();
  const replies = new Map<number, ReplyReceiver>();
  const calls = createProcessCalls();
  let watches: readonly ScheduledCall[] = [];
  let closedError: ReparteeError | undefined;
  let unloading: Promise<void> | undefined;
  let lastId = 0;
  /** When the runner last answered anything, or got work after it had none. */
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
    lastProgressMs = clock.now();
    switch (frame.type) {
      case "event":
        replies.get(frame.id)?.deliver(eventOf(frame.event));
        break;
      case "result":
        calls.succeed(frame.id, frame.value);
        break;
      case "failed":
        calls.fail(frame.id, deserializeError(frame.error));
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

  runner.onFrame(receive);
  void runner.death.then((death) => depart(crashError(name, death)));

  const isIdle = (): boolean => replies.size === 0 && calls.size === 0;
  const noteWork = (): void => {
    if (isIdle()) lastProgressMs = clock.now();
  };

  const call: Call = (action, frameOf, read, signal) => {
    if (closedError !== undefined) return Promise.reject(closedError);
    const id = ++lastId;
    noteWork();
    return calls.call({
      id,
      action,
      send: () => runner.send(frameOf(id)),
      cancel: () => runner.send({ type: "cancel", id }),
      read,
      signal,
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

  const model: LoadedModel = {
    info: { ...loaded.info, processId: runner.pid },
    capabilities: loaded.capabilities,
    closed: closing.signal,
    generate(request, signal) {
      const id = ++lastId;
      return createProcessReply(
        {
          open: (receiver) => openReply(id, request, receiver),
          cancel: () => runner.send({ type: "cancel", id }),
          close: () => void replies.delete(id),
        },
        signal,
        clock,
      );
    },
    unload: () => (unloading ??= unload()),
    vitals: () => runner.pulse,
    ...abilitiesOf(loaded.abilities, call),
  };
  watches = watchLife({
    ...{ runner, model, limits, clock, log },
    lastProgressMs: () => (isIdle() ? clock.now() : lastProgressMs),
    onDead: (cause) => void endHung(cause),
  });
  return model;
}

type Call = <T>(
  action: string,
  frameOf: (id: number) => ParentFrame,
  read: (value: unknown) => T | undefined,
  signal?: AbortSignal,
) => Promise<T>;

/** The optional methods that the model in the other process has. */
function abilitiesOf(abilities: readonly Ability[], call: Call): Pick<LoadedModel, Ability> {
  const has = (ability: Ability): boolean => abilities.includes(ability);
  return {
    ...(has("embed") && {
      embed: (request, signal) =>
        call("embed texts", (id) => ({ type: "embed", id, request }), readEmbedAnswer, signal),
    }),
    ...(has("classify") && {
      classify: (request, signal) =>
        call("classify a text", (id) => ({ type: "classify", id, request }), readClassifyAnswer, signal),
    }),
    ...(has("tokenize") && {
      tokenize: (text, options) =>
        call(
          "tokenize a text",
          (id) => ({ type: "tokenize", id, text, ...(options && { options }) }),
          readTokensAnswer,
        ),
    }),
    ...(has("detokenize") && {
      detokenize: (tokens) => call("read tokens", (id) => ({ type: "detokenize", id, tokens }), readDetokenizeAnswer),
    }),
    ...(has("renderPrompt") && {
      renderPrompt: (input, options) =>
        call(
          "write a prompt",
          (id) => ({ type: "renderPrompt", id, input, ...(options && { options }) }),
          readTextAnswer,
        ),
    }),
    ...(has("rerank") && {
      rerank: (request, signal) =>
        call("rank documents", (id) => ({ type: "rerank", id, request }), readRerankAnswer, signal),
    }),
    ...(has("scoreText") && {
      scoreText: (request, signal) =>
        call("score a text", (id) => ({ type: "scoreText", id, request }), readScoreAnswer, signal),
    }),
    ...(has("countTokens") && {
      countTokens: (input) =>
        call("count the tokens of a prompt", (id) => ({ type: "countTokens", id, input }), readCountAnswer),
    }),
  };
}

function eventOf(event: WireEvent): GenerateEvent {
  return event.type === "error" ? { type: "error", error: deserializeError(event.error) } : event;
}
