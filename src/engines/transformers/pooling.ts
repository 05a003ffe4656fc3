import { ReparteeError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { ModelFolder } from "./model-folder.ts";

/** How the vectors of a text's tokens become one. */
export type Pooling = "mean" | "first" | "last" | "max";

const poolingKeys: Readonly<Record<string, Pooling>> = {
  pooling_mode_mean_tokens: "mean",
  pooling_mode_cls_token: "first",
  pooling_mode_lasttoken: "last",
  pooling_mode_max_tokens: "max",
};

/**
 * From `1_Pooling/config.json`; the mean where there is none.
 * @throws ReparteeError `model_load_failed` for a way that is not known, rather than giving vectors of another model.
 */
export function poolingOf(
  { pooling, moduleTypes }: ModelFolder,
  outputs: readonly string[],
  modelName: string,
): Pooling {
  if (outputs.includes("sentence_embedding")) return "mean";
  const action = `Cannot load model "${modelName}"`;
  if (moduleTypes.some((type) => type.endsWith(".Dense"))) {
    throw new ReparteeError("model_load_failed", `${action}: its dense layer is not part of its ONNX file`, {
      hint: "Choose a repository whose graph has an output named sentence_embedding.",
    });
  }
  if (pooling === undefined) return "mean";
  const asked = Object.entries(pooling).flatMap(([key, on]) =>
    key.startsWith("pooling_mode_") && on === true ? [key] : [],
  );
  const [key] = asked;
  const known = key === undefined || asked.length > 1 ? undefined : poolingKeys[key];
  if (known !== undefined) return known;
  throw new ReparteeError(
    "model_load_failed",
    `${action}: it pools by ${describe(asked, pooling)}, which is not known`,
    {
      hint: "Choose a model that pools by mean, first, last or largest.",
    },
  );
}

function describe(asked: readonly string[], pooling: JsonObject): string {
  return asked.length > 0 ? asked.join(" and ") : JSON.stringify(pooling);
}

/** @param rows Token vectors of `width` numbers each, one behind the other. */
export function poolRows(rows: Float32Array, width: number, pooling: Pooling): Float32Array {
  const count = Math.floor(rows.length / width);
  if (pooling === "first") return rows.slice(0, width);
  if (pooling === "last") return rows.slice((count - 1) * width);
  const pooled = new Float32Array(width).fill(pooling === "max" ? -Infinity : 0);
  for (const [index, value] of rows.entries()) {
    const column = index % width;
    const so = pooled[column] ?? 0;
    pooled[column] = pooling === "max" ? Math.max(so, value) : so + value / count;
  }
  return pooled;
}
