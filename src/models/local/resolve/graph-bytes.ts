import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { ReparteeError } from "../../../core/errors.ts";
import { chooseFrom } from "./repository-files.ts";

/**
 * Bytes of the graphs that are loaded from a folder with `onnx/`.
 * @returns Undefined when it has none in this precision: loading it reports why.
 */
export async function graphBytes(folder: string, quantization: string | undefined): Promise<number | undefined> {
  const sizes = new Map([...(await sizesIn(folder, "")), ...(await sizesIn(folder, "onnx/"))]);
  try {
    const requested = { form: "onnx", quantization } as const;
    const files = chooseFrom(folder, sizes, requested)?.files;
    return files?.reduce((sum, file) => sum + (file.startsWith("onnx/") ? (sizes.get(file) ?? 0) : 0), 0);
  } catch (error) {
    if (error instanceof ReparteeError) return undefined;
    throw error;
  }
}

async function sizesIn(folder: string, under: string): Promise<readonly (readonly [string, number])[]> {
  const names = await readdir(join(folder, under)).catch(() => []);
  const found = names.map(async (name) => [under + name, (await stat(join(folder, under, name))).size] as const);
  return await Promise.all(found);
}
