import { countOf, fieldsOf, listOf, textOf } from "../../remote/json-fields.ts";
import type { Upstream } from "../../remote/upstream.ts";

/** A model on the Ollama server's disk. */
export interface InstalledModel {
  /** With its tag, such as `llama3.1:8b`. */
  readonly name: string;
  readonly sizeBytes?: number;
  readonly quantization?: string;
  /** As Ollama writes it, such as `8.0B`. */
  readonly parameterSize?: string;
}

/** @throws ReparteeError as `Upstream.ask`. */
export async function listModels(upstream: Upstream, signal: AbortSignal): Promise<readonly InstalledModel[]> {
  const { models } = await upstream.ask({ method: "GET", path: "/api/tags" }, signal);
  return listOf(models).flatMap((entry): InstalledModel[] => {
    const model = fieldsOf(entry);
    const name = textOf(model["name"]) ?? textOf(model["model"]);
    if (name === undefined) return [];
    const details = fieldsOf(model["details"]);
    const sizeBytes = countOf(model["size"]);
    const quantization = textOf(details["quantization_level"]);
    const parameterSize = textOf(details["parameter_size"]);
    return [
      {
        name,
        sizeBytes,
        quantization,
        parameterSize,
      },
    ];
  });
}
