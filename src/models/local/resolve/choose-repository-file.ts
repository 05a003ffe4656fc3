import { ReparteeError } from "../../../core/errors.ts";
import { ggufNamesOf } from "../../../core/quantization.ts";
import { splitPartNames } from "../../formats/gguf/read/split-parts.ts";

/** What is taken when the user names none: the best known trade of size for quality first. */
const preferred = ["Q4_K_M", "Q4_K_S", "Q5_K_M", "Q4_0", "Q8_0", "F16", "BF16", "F32"];

/**
 * The weights among the files of a repository, by quantization where one is given. Of a split model, its first part.
 * @throws ReparteeError `repository_file_not_found` with what there is.
 */
export function chooseRepositoryFile(
  repository: string,
  files: readonly string[],
  quantization: string | undefined,
): string {
  const weights = ggufFilesOf(files);
  if (weights.length === 0) {
    throw new ReparteeError("repository_file_not_found", `Cannot use "${repository}": it has no .gguf file`, {
      hint: "This build runs GGUF models. Look for a repository of the same model whose name ends in GGUF.",
    });
  }
  for (const wanted of quantization === undefined ? preferred : ggufNamesOf(quantization)) {
    const found =
      weights.find((file) => quantizationOf(file) === wanted) ??
      weights.find((file) => quantizationOf(file) === `UD-${wanted}`);
    if (found !== undefined) return found;
  }
  const [first] = weights;
  if (quantization === undefined && first !== undefined) return first;
  const known = [...new Set(weights.map((file) => quantizationOf(file) ?? file))];
  throw new ReparteeError("repository_file_not_found", `Cannot find ${quantization ?? ""} in "${repository}"`, {
    hint: `It has ${known.slice(0, 20).join(", ")}. Write hf:${repository}:${known[0] ?? ""}`,
  });
}

/** `x-Q4_K_M.gguf`, `x.q8_0-00001-of-00002.gguf` → `Q4_K_M`, `Q8_0`. */
export function quantizationOf(file: string): string | undefined {
  const stem = file.replace(/(-\d{5}-of-\d{5})?\.gguf$/i, "");
  return /(?:^|[-._/])((?:(?:UD-)?I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|B?F16|F32|MXFP4))$/i.exec(stem)?.[1]?.toUpperCase();
}

/** All parts of a split model from its first; the file itself when it is whole. */
export function partsOf(file: string): readonly [string, ...string[]] {
  const count = Number(/-\d{5}-of-(\d{5})\.gguf$/i.exec(file)?.[1] ?? 1);
  if (count <= 1) return [file];
  const slash = file.lastIndexOf("/") + 1;
  const [first, ...others] = splitPartNames(file.slice(slash), count) ?? [];
  if (first === undefined) return [file];
  const folder = file.slice(0, slash);
  return [folder + first, ...others.map((name) => folder + name)];
}

/** The models among the files of a repository; of a split one, its first part. */
export function ggufFilesOf(files: readonly string[]): readonly string[] {
  return files.filter(isWeights);
}

function isWeights(file: string): boolean {
  if (!/\.gguf$/i.test(file) || /(^|[/._-])(mmproj|imatrix)/i.test(file)) return false;
  return !/-\d{5}-of-\d{5}\.gguf$/i.test(file) || /-00001-of-\d{5}\.gguf$/i.test(file);
}
