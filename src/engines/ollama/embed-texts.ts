import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { ReparteeError } from "../../core/errors.ts";
import { splitWords } from "../../core/word-tokens.ts";
import { readVector } from "../../remote/read-vector.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { EmbedBody } from "./request-bodies.ts";
import { embeddings } from "./wire.ts";

/** @throws ReparteeError `context_length_exceeded` when a text is longer than the model reads; all of `Upstream.ask`. */
export async function embedTexts(
  upstream: Upstream,
  body: EmbedBody,
  { texts }: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const answer = await upstream.ask({ method: "POST", path: "/api/embed", body }, signal, upstream.timeouts.totalMs);
  const { embeddings: vectors, prompt_eval_count: counted } = embeddings.parse(answer);
  if (vectors?.length !== texts.length) {
    const message = `Upstream "${upstream.name}" gave ${vectors?.length ?? 0} vectors for ${texts.length} texts`;
    throw new ReparteeError("upstream_error", message, { facts: { upstream: upstream.name } });
  }
  const promptTokens = counted ?? texts.flatMap(splitWords).length;
  return {
    vectors: vectors.map((values) => readVector(values, upstream.name)),
    usage: { promptTokens, completionTokens: 0, cachedTokens: 0 },
  };
}
