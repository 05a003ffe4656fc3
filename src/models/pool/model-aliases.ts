/** Other names for models: clients of other services send names that no model here has. */
import type { OnDemandModels } from "./on-demand.ts";

export interface ModelAlias {
  /** A name, or the beginning of names before `*`. */
  readonly alias: string;
  readonly model: string;
}

/** `claude-*=llama-3.2-3b`. A model's own name may hold `=`, an alias may not. */
export function readModelAlias(text: string): ModelAlias {
  const [alias = "", ...model] = text.split("=");
  return { alias: alias.trim(), model: model.join("=").trim() };
}

/** The same models, found by their aliases as well. A model's own name comes first, then the first alias that fits. */
export function withModelAliases(models: OnDemandModels, aliases: readonly ModelAlias[]): OnDemandModels {
  if (aliases.length === 0) return models;
  return {
    ...models,
    async find(name) {
      const own = await models.find(name);
      if (own !== undefined) return own;
      const alias = aliases.find((one) => fits(one.alias, name));
      return alias === undefined ? undefined : await models.find(alias.model);
    },
  };
}

function fits(alias: string, name: string): boolean {
  return alias.endsWith("*") ? name.startsWith(alias.slice(0, -1)) : alias === name;
}
