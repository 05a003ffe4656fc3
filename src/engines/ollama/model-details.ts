import type { Upstream } from "../../remote/upstream.ts";
import { countField, textField } from "../../remote/wire-fields.ts";
import { shownModel } from "./wire.ts";

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

function readModelDetails(answer: unknown): ModelDetails {
  const { model_info: info, details, capabilities } = shownModel.parse(answer);
  const count = (key: string): number | undefined => countField.parse(info?.[key]) ?? undefined;
  const architecture = textField.parse(info?.["general.architecture"]) ?? undefined;
  return {
    architecture,
    parameterCount: count("general.parameter_count"),
    quantization: details?.quantization_level ?? undefined,
    trainedContextTokens: count(`${architecture}.context_length`),
    abilities: capabilities == null ? undefined : new Set(capabilities.map(String)),
  };
}
