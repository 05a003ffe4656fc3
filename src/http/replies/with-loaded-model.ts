import type { LoadedModel } from "../../core/engine.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { ModelPool } from "../../models/pool/model-pool.ts";

type Ability = "countTokens" | "tokenize" | "detokenize" | "renderPrompt";

/**
 * Asks a model something that takes no time: what its tokenizer and chat template make of a text. It is loaded first
 * where needed.
 * @throws ReparteeError `unsupported_by_model`, and as `ModelPool.lease` does.
 */
export async function withLoadedModel<Name extends Ability, Result>(
  pool: ModelPool,
  { name, signal, ability }: { readonly name: string; readonly signal: AbortSignal; readonly ability: Name },
  ask: (model: LoadedModel & Required<Pick<LoadedModel, Name>>) => Promise<Result>,
): Promise<Result> {
  const lease = await pool.lease(name, { signal });
  try {
    const { model } = lease;
    if (!hasAbility(model, ability)) {
      throw new ReparteeError("unsupported_by_model", `Cannot ask model "${name}": its engine has no \`${ability}\``, {
        param: "model",
        hint: "Models in GGUF files have it",
      });
    }
    return await ask(model);
  } finally {
    lease.release();
  }
}

function hasAbility<Name extends Ability>(
  model: LoadedModel,
  ability: Name,
): model is LoadedModel & Required<Pick<LoadedModel, Name>> {
  return model[ability] !== undefined;
}
