import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { LlamaContext, Token } from "node-llama-cpp";
import { libraryVersion } from "./library-version.ts";

/** The files that a loaded model was made from. */
export interface ModelFiles {
  readonly modelPath: string;
  readonly loraPath: string | undefined;
}

/**
 * A name for what a context holds after `tokens`: another one where anything differs that the numbers depend on.
 * @returns 32 hexadecimal digits. @throws where a file cannot be read any more.
 */
export async function prefixKey(
  { modelPath, loraPath }: ModelFiles,
  context: LlamaContext,
  tokens: readonly Token[],
): Promise<string> {
  const { flashAttention, kvCacheKeyType, kvCacheValueType, model } = context;
  const { gpu } = model.llama;
  const facts = {
    files: await Promise.all([modelPath, ...(loraPath === undefined ? [] : [loraPath])].map(describeFile)),
    library: libraryVersion(),
    machine: [process.platform, process.arch, gpu, model.gpuLayers],
    context: [context.contextSize, flashAttention, kvCacheKeyType, kvCacheValueType],
    tokens,
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
}

async function describeFile(path: string): Promise<readonly unknown[]> {
  const { size, mtimeMs } = await stat(path);
  return [path, size, mtimeMs];
}
