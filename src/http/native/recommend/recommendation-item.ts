import { z } from "zod";
import type { Recommendation, Recommendations, RecommendEvent } from "../../../recommend/index.ts";
import { eventFrame, type FrameSource } from "../../event-stream.ts";

const source = z.enum(["model", "fallback_model", "template"]);

export const recommendationsSchema = z.object({
  recommendations: z.array(
    z.object({
      title: z.string(),
      year: z.int().nullable(),
      description: z.string(),
      reason: z.string().describe("Why it suits."),
      reason_source: z
        .enum(["model", "written"])
        .describe("Who wrote the reason; a model's that the catalog does not bear out is replaced."),
      confidence: z.number().min(0).max(1),
      grounded: z.boolean().describe("False: no catalog has it, and it may be invented."),
      id: z.string().optional().describe("In the catalog."),
      source,
    }),
  ),
  by_model: z.int().min(0).describe("How many of them the model chose; the rest comes from retrieval."),
  text: z.string().describe("What the model wrote around its list."),
  source,
  model: z.string().optional(),
  format: z.enum(["list", "json"]).optional().describe("The format in which the model wrote its list."),
  complete: z.boolean().describe("False when a model was cut off; the list was filled up."),
  reason: z.string().optional().describe("Why it is not a whole reply of the model: a code of docs/errors.md."),
});

export function toRecommendations({ recommendations, byModel, ...rest }: Recommendations): object {
  return { recommendations: recommendations.map(toItem), by_model: byModel, ...rest };
}

/** Without `id` being named, an empty key would be shown. */
function toItem({ id, reasonSource, ...item }: Recommendation): object {
  return { ...item, reason_source: reasonSource, id };
}

export async function* toRecommendationFrames(events: AsyncIterable<RecommendEvent>): FrameSource {
  for await (const event of events) {
    if (event.type === "done") return eventFrame("done", toRecommendations(event.result));
    if (event.type === "token") yield eventFrame("token", { text: event.text });
    else yield eventFrame("recommendation", toItem(event.recommendation));
  }
  throw new TypeError("A recommendation ended without a terminal event");
}
