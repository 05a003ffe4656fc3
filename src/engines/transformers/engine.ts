import { cancelledError, throwIfCancelled } from "../../core/abort.ts";
import type { Engine, LoadedModel, LoadOptions, ModelSource } from "../../core/engine.ts";
import { installLine } from "../../core/engine-packages.ts";
import { ReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { transformersCapabilities } from "./capabilities.ts";
import { familyOf, type ModelFamily } from "./families.ts";
import { loadLibrary, type Library } from "./library.ts";
import { readModelFolder, type ModelFolder } from "./model-folder.ts";
import { createTransformersModel } from "./model.ts";
import { openModel } from "./open-model.ts";

export interface TransformersEngineOptions {
  readonly log: Log;
}

/**
 * Folders with `onnx/` files through Transformers.js and ONNX Runtime. Meant to run in a runner's child process: an
 * evaluation blocks the thread that it runs on, and a native failure ends the process that it happens in.
 */
export function createTransformersEngine({ log }: TransformersEngineOptions): Engine {
  return {
    id: "transformers",
    capabilities: transformersCapabilities,
    async load(source, options, signal) {
      const action = `load model "${source.name}"`;
      throwIfCancelled(signal, action);
      refuseAdapter(source, options);
      options.onProgress?.(0);
      const folder = await readModelFolder(source);
      const family = familyOf(folder) ?? refuseFamily(source, folder);
      const library = await importLibrary(source);
      throwIfCancelled(signal, action);
      let model: LoadedModel;
      try {
        model = await loadParts(library, family, folder, { source, options, log });
      } catch (thrown) {
        throw signal.aborted ? cancelledError(signal, action) : asLoadError(thrown, source);
      }
      if (signal.aborted) await model.unload();
      throwIfCancelled(signal, action);
      options.onProgress?.(1);
      return model;
    },
  };
}

async function loadParts(
  library: Library,
  family: ModelFamily,
  folder: ModelFolder,
  parts: { readonly source: ModelSource; readonly options: LoadOptions; readonly log: Log },
): Promise<LoadedModel> {
  const tokenizer = await library.AutoTokenizer.from_pretrained(folder.path, { local_files_only: true });
  const open = await openModel(library, family.kind, folder, parts);
  try {
    return createTransformersModel({ ...parts, folder, family, library, tokenizer, open });
  } catch (thrown) {
    await open.model.dispose();
    throw thrown;
  }
}

/** @throws ReparteeError `model_load_failed`. */
function refuseAdapter({ name }: ModelSource, { loraPath }: LoadOptions): void {
  if (loraPath === undefined) return;
  throw new ReparteeError("model_load_failed", `Cannot load model "${name}" with a LoRA adapter: it is an ONNX model`, {
    hint: "Merge the adapter into the weights and export them again, or use a GGUF file.",
  });
}

/** @throws ReparteeError `model_load_failed`. */
function refuseFamily({ name }: ModelSource, { architecture, config }: ModelFolder): never {
  const type = architecture === "" ? JSON.stringify(config["model_type"] ?? "unnamed") : architecture;
  throw new ReparteeError(
    "model_load_failed",
    `Cannot load model "${name}": models of the kind ${type} are not known`,
    {
      hint: "This engine runs models that write text (causal or encoder-decoder) and models for embeddings.",
    },
  );
}

/** @throws ReparteeError `model_load_failed` where the package is missing, or its native library for this machine. */
async function importLibrary({ name }: ModelSource): Promise<Library> {
  try {
    return await loadLibrary();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (isMissing(cause)) {
      throw new ReparteeError(
        "model_load_failed",
        `Cannot load model "${name}": it is an ONNX model, and package @huggingface/transformers is not installed`,
        { hint: `Install it: ${installLine("onnx")}`, cause },
      );
    }
    throw new ReparteeError(
      "model_load_failed",
      `Cannot load model "${name}": ONNX Runtime cannot be loaded: ${detail}`,
      {
        hint: `Install it again on this machine: ${installLine("onnx")}. There is no build for Linux with musl.`,
        cause,
      },
    );
  }
}

function isMissing(cause: unknown): boolean {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ERR_MODULE_NOT_FOUND" && String(cause).includes("'@huggingface/transformers'");
}

function asLoadError(thrown: unknown, { name }: ModelSource): ReparteeError {
  if (thrown instanceof ReparteeError) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  if (/bad_alloc|out of memory|failed to allocate/i.test(detail)) {
    return new ReparteeError("insufficient_memory", `Cannot load model "${name}": ${detail}`, {
      hint: "Choose a smaller model, or a repository with 8-bit files.",
      cause: thrown,
    });
  }
  return new ReparteeError("model_load_failed", `Cannot load model "${name}": ${detail}`, {
    hint: "A file in the folder may be damaged or incomplete; download the repository again.",
    cause: thrown,
  });
}
