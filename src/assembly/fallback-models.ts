/**
 * The models that answer when the requested one fails, before a template is written.
 */
import type { Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { ConfiguredModels } from "./configured-models.ts";

/** They answer everything and say nothing. */
const enginesWithoutModel: readonly string[] = ["echo", "template"];

/**
 * The fallback models of every other one, best first; read at each request.
 * @throws ReparteeError `config_invalid` for a name that no model has.
 */
export function createFallbackModels(
  { fallbackModels: names }: Pick<Config, "fallbackModels">,
  { entries, embedding }: Pick<ConfiguredModels, "entries" | "embedding">,
  pool: Pick<ModelPool, "list">,
): () => readonly string[] {
  if (names.length === 1 && names[0] === "none") return () => [];
  const known = entries.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ReparteeError("config_invalid", `Cannot use "${unknown}" as a fallback: no model has this name`, {
      hint: `Name entries of \`models\`${known.length === 0 ? "" : ` (there is ${known.join(", ")})`}, or \`none\`.`,
      param: "fallback_models",
    });
  }
  if (names.length > 0) return () => names;
  // Nobody chose these: loading one first would take longer than a template.
  return () =>
    pool
      .list()
      .filter(
        ({ engine, name, state }) => state === "ready" && name !== embedding && !enginesWithoutModel.includes(engine),
      )
      .map(({ name }) => name);
}
