import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { encodeOnnxModel, type Graph } from "../../core/onnx/onnx-model.ts";

/** A model as Hugging Face repositories lay it out. */
export interface ModelFolderContent {
  /** By path, such as `config.json`. */
  readonly json: Readonly<Record<string, object>>;
  /** By path, such as `onnx/model.onnx`. */
  readonly graphs: Readonly<Record<string, Graph>>;
}

export async function writeModelFolder(folder: string, { json, graphs }: ModelFolderContent): Promise<void> {
  for (const [path, content] of Object.entries(json)) await write(join(folder, path), JSON.stringify(content, null, 2));
  for (const [path, graph] of Object.entries(graphs)) await write(join(folder, path), encodeOnnxModel(graph));
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
