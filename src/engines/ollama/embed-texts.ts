import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { toEmbedResult } from "../../remote/embed-result.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { EmbedBody } from "./request-bodies.ts";
import { embeddings } from "./wire.ts";

/** @throws ReparteeError `context_length_exceeded` when a text is longer than the model reads; all of `Upstream.ask`. */
export async function embedTexts(
  upstream: Upstream,
  body: EmbedBody,
  request: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const answer = await upstream.ask({ method: "POST", path: "/api/embed", body }, signal, upstream.timeouts.totalMs);
  const { embeddings: vectors, prompt_eval_count: counted } = embeddings.parse(answer);
  return toEmbedResult(vectors ?? [], request, { upstream: upstream.name, promptTokens: counted });
}
