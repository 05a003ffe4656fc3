/** The JSON Schema of a reply, for models that answer better in JSON than in a numbered list. */
import type { JsonObject } from "../../core/json.ts";

export interface RecommendationSchemaOptions {
  /** The ids that the model may choose from; then it writes ids and reasons, and no titles. */
  readonly ids?: readonly string[];
}

/**
 * The reply is `{"recommendations": […]}` with `limit` items at most. The reason comes before the confidence, so that
 * the number is written after what it is about.
 * @throws RangeError when `limit` is no whole number of at least 1.
 */
export function recommendationSchema(limit: number, { ids }: RecommendationSchemaOptions = {}): JsonObject {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`Cannot ask for ${limit} items: at least 1 is needed`);
  const properties: JsonObject = {
    ...(ids === undefined
      ? { title: { type: "string" }, year: { type: ["integer", "null"] }, description: { type: "string" } }
      : { id: { type: "string", enum: [...ids] } }),
    reason: { type: "string" },
    confidence: { type: "number", minimum: 0, maximum: 1 },
  };
  return {
    type: "object",
    properties: {
      recommendations: {
        type: "array",
        maxItems: limit,
        items: { type: "object", properties, required: Object.keys(properties), additionalProperties: false },
      },
    },
    required: ["recommendations"],
    additionalProperties: false,
  };
}
