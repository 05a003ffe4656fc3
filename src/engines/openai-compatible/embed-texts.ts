import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { toEmbedResult } from "../../remote/embed-result.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { EmbeddingBody } from "./request-bodies.ts";
import { embeddings } from "./wire.ts";

/** @throws ReparteeError all of `Upstream.ask`; `upstream_error` when a vector is missing. */
export async function embedTexts(
  upstream: Upstream,
  model: string,
  request: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const body: EmbeddingBody = { model, input: [...request.texts], encoding_format: "float" };
  const answer = await upstream.ask({ method: "POST", path: "/embeddings", body }, signal, upstream.timeouts.totalMs);
  const { data, usage } = embeddings.parse(answer);
  const entries = data ?? [];
  // Servers that batch may answer out of order.
  const vectors = entries.map((one, place) => (entries.find((other) => other?.index === place) ?? one)?.embedding);
  return toEmbedResult(vectors, request, { upstream: upstream.name, promptTokens: usage?.prompt_tokens });
}
