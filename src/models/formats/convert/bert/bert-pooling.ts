/** How the vectors of a text's tokens become one vector: `modules.json` and `1_Pooling/config.json`. */
import { z } from "zod";
import { ReparteeError } from "../../../../core/errors.ts";
import { readJson } from "../../../../schema/index.ts";
import type { ModelFolder } from "../model-folder.ts";
import { readText } from "../read-json.ts";

/** `llama_pooling_type`. */
export const poolingTypes = { mean: 1, first: 2 } as const;

export type Pooling = keyof typeof poolingTypes;

/** Modules of sentence-transformers after which nothing is left to compute: vectors are of length 1 in any case. */
const knownModules = ["Transformer", "Pooling", "Normalize"];

const modulesSchema = z.array(z.object({ type: z.string() }));
const poolingSchema = z.record(z.string(), z.unknown());

const known: Readonly<Record<string, Pooling>> = { pooling_mode_mean_tokens: "mean", pooling_mode_cls_token: "first" };

/** @throws ReparteeError `model_file_missing`, `model_file_invalid`; `model_load_failed` for what llama.cpp cannot do. */
export async function readBertPooling({ modules, pooling }: ModelFolder): Promise<Pooling> {
  if (modules === undefined || pooling === undefined) {
    const message = `Cannot convert this BERT: it has no modules.json with 1_Pooling/config.json`;
    throw new ReparteeError("model_file_missing", message, {
      hint: "Only encoders that sentence-transformers has saved are converted: the two files say how vectors are made.",
    });
  }
  const code = "model_file_invalid" as const;
  const listed = readJson(modulesSchema, await readText(modules), { code, source: "modules.json" });
  const foreign = listed.find(({ type }) => !knownModules.includes(type.split(".").at(-1) ?? ""));
  if (foreign !== undefined) throw unknownStep(`a module ${JSON.stringify(foreign.type.slice(0, 80))}`);
  const modes = readJson(poolingSchema, await readText(pooling), { code, source: "1_Pooling/config.json" });
  const asked = Object.entries(modes).flatMap(([key, on]) =>
    key.startsWith("pooling_mode_") && on === true ? [key] : [],
  );
  const [only, ...others] = asked;
  const found = only === undefined ? "mean" : known[only];
  if (found === undefined || others.length > 0) throw unknownStep(asked.join(" and "));
  return found;
}

function unknownStep(step: string): ReparteeError {
  const message = `Cannot convert this BERT: it has ${step}, known are the mean of the tokens and the first token`;
  return new ReparteeError("model_load_failed", message, { hint: "Use another model, or its ONNX files." });
}
