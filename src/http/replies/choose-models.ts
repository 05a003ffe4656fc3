import { ReparteeError } from "../../core/errors.ts";
import type { OnDemandModels } from "../../models/pool/on-demand.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
import type { RouteServices } from "../route-services.ts";
import type { CompletionFields } from "../openai/completion-fields.ts";

/** Which models may answer, in which order, and what the end of the chain is. */
export type Chain = Pick<ReplyRequest, "models" | "fallback" | "generateWith">;

type ChainServices = Pick<RouteServices, "pool" | "onDemand" | "defaultModel" | "openaiFallback" | "openaiGate">;

/**
 * The chain of a request. Names are checked here unless a template may answer: then an unknown model is one more reason
 * for it.
 * @throws ReparteeError `model_not_found`, `invalid_request`.
 */
export async function chooseModels(
  { model, repartee }: Pick<CompletionFields, "model" | "repartee">,
  { pool, onDemand, defaultModel, openaiFallback, openaiGate }: ChainServices,
): Promise<Chain> {
  const alternatives = repartee?.models ?? [];
  const fallback = repartee?.fallback ?? openaiFallback;
  const requested = model ?? defaultModel();
  // A downloaded model is added to the pool when it is found.
  const find = async (name: string) => (pool.state(name) === undefined ? await onDemand.find(name) : name);
  const found = requested === undefined ? undefined : await find(requested);
  // `serving` reports that there is no model and how to get one, or lets the template answer.
  if (pool.size === 0) return { models: [], fallback };
  const first = requested ?? nameIsMissing();
  const isStrict = fallback === "none";
  if (isStrict && found === undefined) throw unknownModel(first, "model", onDemand);
  const models = [found ?? first];
  for (const [index, name] of alternatives.entries()) {
    const other = await find(name);
    if (isStrict && other === undefined) throw unknownModel(name, `repartee.models[${index}]`, onDemand);
    models.push(other ?? name);
  }
  return { models: [...new Set(models)], fallback, ...(openaiGate === undefined ? {} : { generateWith: openaiGate }) };
}

/**
 * The one model of a request that has no chain: something other than a reply. A name that is absent is the default's.
 * @throws ReparteeError `model_not_found`, `invalid_request`.
 */
export async function findOnlyModel(
  model: string | null | undefined,
  { onDemand, defaultModel }: Pick<ChainServices, "onDemand" | "defaultModel">,
): Promise<string> {
  const requested = model ?? defaultModel() ?? nameIsMissing();
  const found = await onDemand.find(requested);
  if (found === undefined) throw unknownModel(requested, "model", onDemand);
  return found;
}

function nameIsMissing(): never {
  throw new ReparteeError(
    "invalid_request",
    "model: expected a name, got nothing, and the server has no default model",
    { param: "model", hint: "GET /v1/models lists the names" },
  );
}

function unknownModel(name: string, param: string, onDemand: OnDemandModels): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot answer with model "${name}": no model has this name`, {
    param,
    hint: onDemand.hint(name),
  });
}
