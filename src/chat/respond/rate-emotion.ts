import type { ClassifyResult } from "../../core/classify.ts";
import { ReparteeError } from "../../core/errors.ts";
import { ratedLabels } from "../emotion/reply-emotion.ts";
import { tagOpening } from "../emotion/emotion-tag.ts";
import type { Serving } from "../../serving/serving.ts";
import type { PreparedTurn } from "./prepare-turn.ts";
import type { ResponderOptions } from "./responder-options.ts";

/** Asks a model how it would feel in a reply; undefined when it cannot tell in time. */
export type RateEmotion = (
  turn: PreparedTurn,
  serving: Pick<Serving, "classify">,
  signal: AbortSignal,
) => Promise<ClassifyResult | undefined>;

/**
 * The rating reads the prompt that the reply needs anyway; what it takes longer than that is one token. A model that
 * is still reading after so long is left to go on with the reply, which reuses what was read.
 */
const ratingMs = 3_000;

/** Never throws: a reply without a rating is a reply. */
export function createEmotionRater({
  clock,
  log,
  models,
}: Pick<ResponderOptions, "clock" | "log" | "models">): RateEmotion {
  /** Models that have no rating to give. */
  const unable = new Set<string>();

  return async ({ requestId, model, prompt }, serving, signal) => {
    if (model === undefined || unable.has(model) || models?.isReady(model) === false) return undefined;
    const late = new AbortController();
    const timer = clock.schedule(ratingMs, () => late.abort(new Error(`No rating within ${ratingMs} ms`)));
    try {
      const call = {
        input: { kind: "chat", messages: prompt.messages },
        labels: ratedLabels,
        replyPrefix: tagOpening,
      } as const;
      return await serving.classify(
        { requestId: `${requestId}.emotion`, model, call, totalMs: ratingMs },
        AbortSignal.any([signal, late.signal]),
      );
    } catch (thrown) {
      if (thrown instanceof ReparteeError && thrown.code === "unsupported_by_model") unable.add(model);
      else log.debug({ requestId, model, err: thrown }, "reply's emotion was not rated");
      return undefined;
    } finally {
      timer.cancel();
    }
  };
}
