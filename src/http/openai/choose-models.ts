import { ReparteeError } from "../../core/errors.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
import type { RouteServices } from "../route-services.ts";
import type { CompletionFields } from "./completion-fields.ts";

/** Which models may answer, in which order, and what stands at the end. */
export type Chain = Pick<ReplyRequest, "models" | "fallback">;

/**
 * The chain that a request asks for. Names are checked here unless a template may answer: then an unknown model is one
 * more reason for it.
 * @throws ReparteeError `model_not_found`, `invalid_request`.
 */
export function chooseModels(
  { model, repartee }: Pick<CompletionFields, "model" | "repartee">,
  { pool, defaultModel, openaiFallback }: Pick<RouteServices, "pool" | "defaultModel" | "openaiFallback">,
): Chain {
  const alternatives = repartee?.models ?? [];
  const fallback = repartee?.fallback ?? openaiFallback;
  // `serving` says that there is none and how to get one, or lets the template answer.
  if (pool.list().length === 0) return { models: [], fallback };
  const first = model ?? defaultModel ?? nameIsMissing();
  if (fallback === "none") {
    if (pool.status(first) === undefined) throw unknownModel(first, "model");
    for (const [index, name] of alternatives.entries()) {
      if (pool.status(name) === undefined) throw unknownModel(name, `repartee.models[${index}]`);
    }
  }
  return { models: [...new Set([first, ...alternatives])], fallback };
}

function nameIsMissing(): never {
  throw new ReparteeError("invalid_request", "`model` is missing; the server has no default model", {
    param: "model",
    hint: "GET /v1/models lists the names",
  });
}

function unknownModel(name: string, param: string): ReparteeError {
  return new ReparteeError("model_not_found", `Cannot answer with model "${name}": no model has this name`, {
    param,
    hint: "GET /v1/models lists the names",
  });
}
