import { countOf, type Fields, fieldsOf, listOf, textOf } from "../../remote/json-fields.ts";
import type { Upstream } from "../../remote/upstream.ts";

/** What `/api/show` returns about a model. */
export interface ModelDetails {
  readonly architecture?: string;
  readonly parameterCount?: number;
  readonly quantization?: string;
  readonly trainedContextTokens?: number;
  /** `completion`, `tools`, `embedding`, `thinking`…; undefined where the server (before 0.6.4) does not list them. */
  readonly abilities: ReadonlySet<string> | undefined;
}

/** @throws ReparteeError `model_not_found` and all of `Upstream.ask`. */
export async function showModel(upstream: Upstream, model: string, signal: AbortSignal): Promise<ModelDetails> {
  return readModelDetails(await upstream.ask({ method: "POST", path: "/api/show", body: { model } }, signal));
}

function readModelDetails(shown: Fields): ModelDetails {
  const info = fieldsOf(shown["model_info"]);
  const architecture = textOf(info["general.architecture"]);
  const parameterCount = countOf(info["general.parameter_count"]);
  const quantization = textOf(fieldsOf(shown["details"])["quantization_level"]);
  const trainedContextTokens = countOf(info[`${architecture}.context_length`]);
  const abilities = shown["capabilities"];
  return {
    architecture,
    parameterCount,
    quantization,
    trainedContextTokens,
    abilities: Array.isArray(abilities) ? new Set(listOf(abilities).map(String)) : undefined,
  };
}
