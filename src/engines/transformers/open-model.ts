import type { LoadOptions, ModelSource } from "../../core/engine.ts";
import type { Log } from "../../core/log.ts";
import { devicesToTry, type Device } from "./devices.ts";
import { countEvaluationThreads } from "./evaluation-threads.ts";
import type { ModelKind } from "./families.ts";
import type { Library, PreTrainedModel } from "./library.ts";
import type { ModelFolder } from "./model-folder.ts";
import { chooseFiles, type ChosenFiles } from "./onnx-files.ts";

/** Graphs that are loaded, and what was chosen for them. */
export interface OpenModel {
  readonly model: PreTrainedModel;
  readonly device: Device;
  readonly files: ChosenFiles;
  readonly threads: number;
}

const classNames = {
  causal: "AutoModelForCausalLM",
  "encoder-decoder": "AutoModelForSeq2SeqLM",
  "feature-extraction": "AutoModel",
} as const;

/**
 * Loads a repository's graphs on the best device that works. Blocks this thread while a graph is read.
 * @throws ReparteeError `model_file_missing`; Error in the native library's own words.
 */
export async function openModel(
  library: Library,
  kind: ModelKind,
  folder: ModelFolder,
  parts: { readonly source: ModelSource; readonly options: LoadOptions; readonly log: Log },
): Promise<OpenModel> {
  const { source, options, log } = parts;
  const devices = devicesToTry(options.gpuLayers);
  for (const device of devices) {
    const request = {
      onGraphicsCard: device !== "cpu",
      quantization: options.quantization,
    };
    const files = chooseFiles(kind, folder.onnxFiles, request, source.name);
    const threads = countEvaluationThreads(options.threads ?? "auto", files.sizeBytes);
    try {
      const model = await library[classNames[kind]].from_pretrained(folder.path, {
        device,
        dtype: { ...files.precisions },
        local_files_only: true,
        session_options: sessionOptions(threads),
        model_file_name: files.modelFileName,
      });
      return { model, device, files, threads };
    } catch (thrown) {
      if (device === "cpu") throw thrown;
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      log.warn({ model: source.name, device, error }, "device does not work, the processor is used instead");
    }
  }
  throw new RangeError("There is always the processor to try");
}

/**
 * Threads that wait for one another in a loop take the processor from the one they wait for as soon as anything else
 * runs on the machine, so they sleep instead. Measured with two threads on two busy cores, 43 M parameters: 54 ms a
 * token with threads that spin, 21–37 with threads that sleep.
 */
function sessionOptions(threads: number): object {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}
