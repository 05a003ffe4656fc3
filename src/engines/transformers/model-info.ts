import type { ModelSource } from "../../core/engine.ts";
import type { ModelInfo } from "../../core/model-info.ts";
import type { Device } from "./devices.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { ChosenFiles } from "./onnx-files.ts";

export interface DescribedParts {
  readonly source: ModelSource;
  readonly folder: ModelFolder;
  readonly files: ChosenFiles;
  readonly device: Device;
  readonly threads: number;
  readonly windowTokens: number;
  readonly trainedTokens: number;
  readonly chatTemplate: NonNullable<ModelInfo["chatTemplate"]>;
}

/** What lists and logs show of a loaded model. */
export function describeModel(parts: DescribedParts): ModelInfo {
  const { source, folder, files, device, threads, windowTokens, trainedTokens, chatTemplate } = parts;
  const type = folder.config["model_type"];
  return {
    name: source.name,
    engine: "transformers",
    device,
    ...(typeof type === "string" ? { architecture: type } : {}),
    quantization: [...new Set(Object.values(files.precisions))].join("+"),
    sizeBytes: files.sizeBytes,
    contextWindowTokens: windowTokens,
    trainedContextTokens: trainedTokens,
    threads,
    slots: 1,
    chatTemplate,
  };
}
