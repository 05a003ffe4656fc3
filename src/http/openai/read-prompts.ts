/** The prompts of a request for plain completions, with what a model's tokenizer has to say of them. */
import { withLoadedModel } from "../replies/with-loaded-model.ts";
import type { RouteServices } from "../route-services.ts";
import type { CompletionPrompt, CompletionRequest } from "./completion-request-schema.ts";
import { promptsOf } from "./completion-request-schema.ts";
import type { PromptText } from "./convert-completion-request.ts";

interface ReadOptions {
  /** The requested model: token ids are its own. Undefined where the server has none. */
  readonly model: string | undefined;
  readonly requestId: string;
  readonly signal: AbortSignal;
}

/** @throws ReparteeError `unsupported_by_model`, `invalid_request`, and as `Serving.scoreText` does. */
export async function readPrompts(
  body: CompletionRequest,
  services: Pick<RouteServices, "pool" | "serving">,
  { model, requestId, signal }: ReadOptions,
): Promise<readonly PromptText[]> {
  const prompts = promptsOf(body.prompt);
  const inputs = await Promise.all(prompts.map((prompt) => readPrompt(prompt, services, model, signal)));
  if (body.echo !== true || body.logprobs == null || model === undefined) return inputs.map((input) => ({ input }));
  const top = body.logprobs;
  return await Promise.all(
    inputs.map(async (input, index): Promise<PromptText> => {
      if (input.text === "" && input.tokens === undefined) return { input, scored: [] };
      const call = { input, top };
      const { tokens } = await services.serving.scoreText(
        { requestId: `${requestId}#echo${index}`, model, call },
        signal,
      );
      return { input, scored: tokens };
    }),
  );
}

async function readPrompt(
  prompt: CompletionPrompt,
  { pool }: Pick<RouteServices, "pool">,
  name: string | undefined,
  signal: AbortSignal,
): Promise<PromptText["input"]> {
  if (typeof prompt === "string") return { kind: "text", text: prompt };
  if (name === undefined) return { kind: "text", text: "", tokens: prompt };
  const { text } = await withLoadedModel(pool, { name, signal, ability: "detokenize" }, (model) =>
    model.detokenize(prompt),
  );
  return { kind: "text", text, tokens: prompt };
}
