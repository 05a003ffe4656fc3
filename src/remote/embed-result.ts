import { z } from "zod";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
import { ReparteeError } from "../core/errors.ts";
import { toUnitVector } from "../core/unit-vector.ts";
import { splitWords } from "../core/word-tokens.ts";

const vector = z.array(z.number()).min(1);

/**
 * What an upstream answered to texts, one vector a text in their order, each made one of length 1. Tokens that it did not
 * count are words. @throws ReparteeError `upstream_error` when vectors are missing, too many, or no lists of numbers.
 */
export function toEmbedResult(
  vectors: readonly unknown[],
  { texts }: Pick<EmbedRequest, "texts">,
  { upstream, promptTokens }: { readonly upstream: string; readonly promptTokens: number | null | undefined },
): EmbedResult {
  const facts = { upstream };
  if (vectors.length !== texts.length) {
    const message = `Upstream "${upstream}" gave ${vectors.length} vectors for ${texts.length} texts`;
    throw new ReparteeError("upstream_error", message, { facts });
  }
  return {
    vectors: vectors.map((value) => {
      const { data } = vector.safeParse(value);
      if (data !== undefined) return toUnitVector(data);
      const message = `Cannot read the vectors of upstream "${upstream}": expected a list of numbers`;
      throw new ReparteeError("upstream_error", message, { facts });
    }),
    usage: { promptTokens: promptTokens ?? texts.flatMap(splitWords).length, completionTokens: 0, cachedTokens: 0 },
  };
}
