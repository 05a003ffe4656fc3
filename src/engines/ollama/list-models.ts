import type { Upstream } from "../../remote/upstream.ts";
import { modelList } from "./wire.ts";

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
  const { models } = modelList.parse(await upstream.ask({ method: "GET", path: "/api/tags" }, signal));
  return (models ?? []).flatMap((model): InstalledModel[] => {
    const name = model?.name ?? model?.model;
    if (name == null) return [];
    return [
      {
        name,
        sizeBytes: model?.size ?? undefined,
        quantization: model?.details?.quantization_level ?? undefined,
        parameterSize: model?.details?.parameter_size ?? undefined,
      },
    ];
  });
}
