import { z } from "zod";
import { ReparteeError } from "../core/errors.ts";
import type { Recommendation, Recommendations } from "../recommend/recommender.ts";
import { recommendRequestSchema, type RecommendRequest } from "../recommend/recommend-request.ts";
import { anObject, readValue } from "../schema/index.ts";
import type { ApiContext } from "./api-context.ts";
import { abortableShape, callbackSchema, neverAborted, type Abortable } from "./request-options.ts";

/** Recommendations to a user's taste. */
export interface RecommendFunctions {
  /**
   * Recommends items to a user's taste. Without a model it answers from the catalog alone and says so.
   * @throws ReparteeError `invalid_request` names the wrong field in `param`; `config_invalid` for a catalog of the
   * settings that cannot be used.
   */
  recommend(request: RecommendOptions): Promise<Recommendations>;
}

export interface RecommendOptions extends Omit<RecommendRequest, "requestId">, Abortable {
  /** Called with each chunk of the model's reply as it is written. */
  readonly onToken?: (text: string) => void;
  /** Called with each item as soon as it is complete. */
  readonly onRecommendation?: (recommendation: Recommendation) => void;
}

const optionsSchema = z.strictObject(
  {
    ...recommendRequestSchema.omit({ requestId: true }).shape,
    ...abortableShape,
    onToken: callbackSchema<NonNullable<RecommendOptions["onToken"]>>(),
    onRecommendation: callbackSchema<NonNullable<RecommendOptions["onRecommendation"]>>(),
  },
  anObject("an object with `query`"),
);

export function createRecommendFunctions(context: ApiContext): RecommendFunctions {
  return {
    async recommend(request) {
      const { recommender } = context.use();
      const { signal = neverAborted(), onToken, onRecommendation, ...rest } = readValue(optionsSchema, request);
      const whole = { ...rest, requestId: crypto.randomUUID() };
      for await (const event of recommender.recommendStream(whole, signal)) {
        if (event.type === "done") return event.result;
        if (event.type === "token") onToken?.(event.text);
        else onRecommendation?.(event.recommendation);
      }
      throw new ReparteeError("internal", "A recommendation ended without a terminal event");
    },
  };
}
