import { fetchModelFile } from "./fetch-model-file.ts";
import { prepareModel, type PreparedModel, type PrepareModelOptions } from "./prepare-model.ts";
import { resolveModelFile, type ResolveModelFileOptions } from "../resolve/resolve-model-file.ts";
import { unusableRepository } from "../resolve/unusable-repository.ts";

/**
 * What a reference means, brought here and converted where needed.
 * @throws ReparteeError as `resolveModelFile`, `fetchModelFile` and `convertToGguf` do.
 */
export async function prepareReference(
  reference: string,
  options: ResolveModelFileOptions & PrepareModelOptions,
): Promise<PreparedModel> {
  const file = await resolveModelFile(reference, options);
  if (file.kind === "local" || file.isListed !== false) return await prepareModel(file, options);
  await fetchModelFile(file, options);
  const arrived = await resolveModelFile(reference, { ...options, offline: true });
  if (arrived.kind === "hub" && arrived.isListed === false) throw unusableRepository(reference, []);
  return await prepareModel(arrived, options);
}
