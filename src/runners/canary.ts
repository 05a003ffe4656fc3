/**
 * One token, asked of a model with words of the server's own: it shows that the model's process can decode, which no
 * sign of life does. A model that only embeds is asked for one vector.
 */
import type { Clock } from "../core/clock.ts";
import { createDeferred } from "../core/deferred.ts";
import type { LoadedModel } from "../core/engine.ts";
import { ReparteeError, toReparteeError } from "../core/errors.ts";
import type { GenerateRequest, PromptInput } from "../core/generate-request.ts";

/** Words that no prompt is expected to begin with, so that no request finds them in a cache. */
const canaryText = "canary";

/** Undefined when the model decoded; else what it did instead. Settles within `timeoutMs`, whatever the model does. */
export async function decodeCanary(
  model: LoadedModel,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
): Promise<ReparteeError | undefined> {
  const giveUp = new AbortController();
  const { promise: late, resolve } = createDeferred<ReparteeError>();
  const timer = clock.schedule(timeoutMs, () => {
    resolve(new ReparteeError("first_token_timeout", `it decoded no token within ${timeoutMs / 1000} s`));
    giveUp.abort();
  });
  try {
    return await Promise.race([decode(model, giveUp.signal), late]);
  } finally {
    timer.cancel();
  }
}

async function decode(model: LoadedModel, signal: AbortSignal): Promise<ReparteeError | undefined> {
  try {
    const input = await canaryInput(model);
    if (input === undefined) {
      await model.embed?.({ id: canaryText, texts: [canaryText] }, signal);
      return undefined;
    }
    const request: GenerateRequest = { id: canaryText, input, maxTokens: 1, sampling: { temperature: 0 } };
    for await (const event of model.generate(request, signal)) {
      if (event.type === "error") return event.error;
      if (event.type === "finish") return undefined;
    }
    return new ReparteeError("generation_failed", "its first reply had no end");
  } catch (thrown) {
    return toReparteeError(thrown);
  }
}

/** Undefined for a model that writes nothing. */
async function canaryInput({ capabilities, tokenize }: LoadedModel): Promise<PromptInput | undefined> {
  if (capabilities.completion === true) {
    // Without the mark that prompts begin with: what is left in the cache begins no other prompt.
    const tokens = await tokenize?.(canaryText);
    return { kind: "text", text: canaryText, ...(tokens === undefined ? {} : { tokens }) };
  }
  if (capabilities.chat === true) return { kind: "chat", messages: [{ role: "user", content: canaryText }] };
  return undefined;
}
