import type { Capabilities } from "../../../src/core/capabilities.ts";
import type { Engine, LoadedModel } from "../../../src/core/engine.ts";
import type { GenerateEvent } from "../../../src/core/generate-event.ts";
import type { GenerateRequest } from "../../../src/core/generate-request.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { createFakeEngine } from "../../../src/testing/fake-engine.ts";

/** The fake engine with models that do some things differently. */
export function breakModel(
  change: (model: LoadedModel) => Partial<LoadedModel>,
  capabilities: Partial<Capabilities> = {},
  engine: Engine = createFakeEngine({ capabilities }),
): Engine {
  return {
    id: engine.id,
    capabilities: engine.capabilities,
    async load(source, options, signal) {
      const model = await engine.load(source, options, signal);
      return { ...model, ...change(model) };
    },
  };
}

/** The fake engine with replies that are changed on their way out. */
export function breakReply(
  change: (
    events: AsyncIterable<GenerateEvent>,
    request: GenerateRequest,
    signal: AbortSignal,
  ) => AsyncIterable<GenerateEvent>,
  capabilities: Partial<Capabilities> = {},
): Engine {
  return breakModel(
    (model) => ({ generate: (request, signal) => change(model.generate(request, signal), request, signal) }),
    capabilities,
  );
}

/** The fake engine with each event replaced by others. */
export function breakEvents(
  replace: (event: GenerateEvent, request: GenerateRequest) => readonly GenerateEvent[],
  capabilities: Partial<Capabilities> = {},
): Engine {
  return breakReply(async function* (events, request) {
    for await (const event of events) yield* replace(event, request);
  }, capabilities);
}

/** The fake engine with other numbers. */
export function breakUsage(replace: (usage: Usage) => Usage): Engine {
  return breakEvents((event) => [event.type === "finish" ? { ...event, usage: replace(event.usage) } : event]);
}

/** The fake engine with models that are asked something else than what was asked. */
export function breakRequest(replace: (request: GenerateRequest) => GenerateRequest, engine?: Engine): Engine {
  return breakModel(
    (model) => ({ generate: (request, signal) => model.generate(replace(request), signal) }),
    {},
    engine,
  );
}
