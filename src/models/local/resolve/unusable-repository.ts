/** What is said of a repository that has nothing which one of the engines runs. */
import { ReparteeError } from "../../../core/errors.ts";
import type { Hub, HubFileRequest } from "../../hub/hub.ts";

const runs = "Repartee runs .gguf files, ONNX models (onnx/ beside config.json) and GPT-2 weights such as DialoGPT's.";

/** @param files Paths inside the repository. */
export function unusableRepository(repository: string, files: readonly string[]): ReparteeError {
  return new ReparteeError("repository_file_not_found", `Cannot use "${repository}": it has ${describe(files)}`, {
    hint: `${runs} Look for a repository of the same model whose name ends in GGUF.`,
  });
}

/** Weights can be converted when they are of a kind that the converter knows; which, their description says. */
export async function assertConvertible(hub: Hub, request: Omit<HubFileRequest, "file">): Promise<void> {
  const config = await readSmallJson(hub, { ...request, file: "config.json" });
  const type = config["model_type"];
  const architectures = config["architectures"];
  if (type === "gpt2" || (Array.isArray(architectures) && architectures.includes("GPT2LMHeadModel"))) return;
  const kind = typeof type === "string" ? ` of the kind ${JSON.stringify(type.slice(0, 64))}` : "";
  throw new ReparteeError(
    "repository_file_not_found",
    `Cannot use "${request.repository}": it has PyTorch weights${kind}, and only GPT-2 is converted`,
    { hint: `${runs} Look for a repository of the same model whose name ends in GGUF.` },
  );
}

function describe(files: readonly string[]): string {
  const weights = files.filter((file) => /\.(safetensors|bin|pt|pth|h5|msgpack|ot|onnx|gguf|npz)$/i.test(file));
  if (weights.length === 0) return "no weights at all";
  const shown = weights.slice(0, 4).join(", ");
  const more = weights.length > 4 ? ` and ${weights.length - 4} more` : "";
  const isSplit = weights.some((file) => /-\d{5}-of-\d{5}\.(safetensors|bin)$/.test(file));
  return `${shown}${more}${isSplit ? " (weights in several files are not converted)" : ""}, and no model in a form that is known`;
}

/** A description of a model has some kilobytes. */
const mostBytes = 2 ** 20;

async function readSmallJson(hub: Hub, request: HubFileRequest): Promise<Readonly<Record<string, unknown>>> {
  const body = await hub.open(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body?.chunks ?? []) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > mostBytes) break;
    }
  } finally {
    body?.close();
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    value = undefined;
  }
  return typeof value === "object" && value !== null ? { ...value } : {};
}
