/**
 * Who answers when the asked model fails, where a template would be next: the other models, in their order. Replies
 * without a template at the end, which want an honest error, are left as they are.
 */
import type { Config } from "../config/index.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ModelPool } from "../models/pool/model-pool.ts";
import type { ModelRequests, Serving } from "../serving/serving.ts";
import type { ConfiguredModels } from "./configured-models.ts";

/** They answer whatever they are asked, and say nothing. */
const enginesWithoutModel: readonly string[] = ["echo", "template"];

/**
 * The models that stand behind every other one, best first; read at each request.
 * @throws ReparteeError `config_invalid` for a name that no model has.
 */
export function createFallbackModels(
  { fallbackModels: wished }: Pick<Config, "fallbackModels">,
  { entries, embedding }: Pick<ConfiguredModels, "entries" | "embedding">,
  pool: Pick<ModelPool, "list">,
): () => readonly string[] {
  if (wished.length === 1 && wished[0] === "none") return () => [];
  const names = entries.map(({ name }) => name);
  const unknown = wished.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new ReparteeError("config_invalid", `Cannot use "${unknown}" as a fallback: no model has this name`, {
      hint: `Name entries of \`models\`${names.length === 0 ? "" : ` (there is ${names.join(", ")})`}, or \`none\`.`,
      param: "fallback_models",
    });
  }
  if (wished.length > 0) return () => wished;
  // Nobody asked for these: one that had to be loaded first would make people wait for longer than a template does.
  return () =>
    pool
      .list()
      .filter(
        ({ engine, name, state }) => state === "ready" && name !== embedding && !enginesWithoutModel.includes(engine),
      )
      .map(({ name }) => name);
}

/** The same serving, whose replies ask the others before a template is written. */
export function withFallbackModels(serving: Serving, others: () => readonly string[]): Serving {
  function behind<Requests extends ModelRequests>(requests: Requests): Requests {
    return {
      ...requests,
      reply(request, signal) {
        if (request.fallback !== "template" || request.models.length === 0) return requests.reply(request, signal);
        return requests.reply({ ...request, models: [...new Set([...request.models, ...others()])] }, signal);
      },
      hold: () => behind(requests.hold()),
    };
  }
  return behind(serving);
}
