/** What is said of a repository that has nothing which one of the engines runs. */
import { z } from "zod";
import { ReparteeError } from "../../../core/errors.ts";
import { checkValue } from "../../../schema/read-value.ts";
import { jsonObject } from "../../formats/convert/read-json.ts";
import { familyOf } from "../../formats/convert/model-family.ts";
import type { Hub, HubFileRequest } from "../../hub/hub.ts";

const runs =
  "Repartee runs .gguf files, ONNX models (onnx/ beside config.json) and weights of GPT-2 (DialoGPT) and BERT.";

/** @param files Paths inside the repository. */
export function unusableRepository(repository: string, files: readonly string[]): ReparteeError {
  return new ReparteeError("repository_file_not_found", `Cannot use "${repository}": it has ${describe(files)}`, {
    hint: `${runs} Look for a repository of the same model whose name ends in GGUF.`,
  });
}

/** Weights can be converted when they are of a kind that the converter knows, which their description names. */
export async function assertConvertible(hub: Hub, request: Omit<HubFileRequest, "file">): Promise<void> {
  const config = await readSmallJson(hub, { ...request, file: "config.json" });
  const { value: description } = checkValue(jsonObject, config);
  if (description !== undefined && familyOf(description) !== undefined) return;
  const type = checkValue(modelType, config).value?.model_type;
  const kind = type === undefined ? "" : ` of the kind ${JSON.stringify(type.slice(0, 64))}`;
  throw new ReparteeError(
    "repository_file_not_found",
    `Cannot use "${request.repository}": it has PyTorch weights${kind}, and only GPT-2 and BERT are converted`,
    { hint: `${runs} Look for a repository of the same model whose name ends in GGUF.` },
  );
}

const modelType = z.object({ model_type: z.string() });

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

/** Undefined where there is none, or none that is JSON. */
async function readSmallJson(hub: Hub, request: HubFileRequest): Promise<unknown> {
  const body = await hub.open(request);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body?.chunks ?? []) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length > mostBytes) break;
    }
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  } finally {
    body?.close();
  }
}
