import type { ClassifyResult } from "../../core/classify.ts";
import { ReparteeError } from "../../core/errors.ts";
import { ratedLabels } from "../emotion/reply-emotion.ts";
import { tagOpening } from "../emotion/emotion-tag.ts";
import type { Serving } from "../../serving/serving.ts";
import type { PreparedTurn } from "./prepare-turn.ts";
import type { ResponderOptions } from "./responder-options.ts";

/** The model's probabilities of the emotions for its reply; undefined when it cannot rate them in time. */
export type RateEmotion = (
  turn: PreparedTurn,
  serving: Pick<Serving, "classify">,
  signal: AbortSignal,
) => Promise<ClassifyResult | undefined>;

/**
 * The rating evaluates the prompt that the reply needs anyway, and one token more. When the prompt is still being
 * evaluated after this time, the reply goes on without a rating and reuses what was evaluated.
 */
const ratingMs = 3_000;

/** Never throws: a reply without a rating is a reply. */
export function createEmotionRater({
  clock,
  log,
  models,
}: Pick<ResponderOptions, "clock" | "log" | "models">): RateEmotion {
  /** Models that cannot rate. */
  const cannotRate = new Set<string>();

  return async ({ requestId, model, prompt }, serving, signal) => {
    if (model === undefined || cannotRate.has(model)) return undefined;
    if (models !== undefined && models.info(model) === undefined) return undefined;
    const timeout = new AbortController();
    const timer = clock.schedule(ratingMs, () => timeout.abort(new Error(`No rating within ${ratingMs} ms`)));
    try {
      const call = {
        input: { kind: "chat", messages: prompt.messages },
        labels: ratedLabels,
        replyPrefix: tagOpening,
      } as const;
      return await serving.classify(
        { requestId: `${requestId}.emotion`, model, call, totalTimeoutMs: ratingMs },
        AbortSignal.any([signal, timeout.signal]),
      );
    } catch (thrown) {
      if (thrown instanceof ReparteeError && thrown.code === "unsupported_by_model") cannotRate.add(model);
      else log.debug({ requestId, model, err: thrown }, "reply's emotion was not rated");
      return undefined;
    } finally {
      timer.cancel();
    }
  };
}
