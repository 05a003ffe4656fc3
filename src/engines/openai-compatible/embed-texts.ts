import type { EmbedRequest, EmbedResult } from "../../core/embed.ts";
import { ReparteeError } from "../../core/errors.ts";
import { splitWords } from "../../core/word-tokens.ts";
import { readVector } from "../../remote/read-vector.ts";
import type { Upstream } from "../../remote/upstream.ts";
import type { EmbeddingBody } from "./request-bodies.ts";
import { embeddings } from "./wire.ts";

/** @throws ReparteeError all of `Upstream.ask`; `upstream_error` when a vector is missing. */
export async function embedTexts(
  upstream: Upstream,
  model: string,
  { texts }: EmbedRequest,
  signal: AbortSignal,
): Promise<EmbedResult> {
  const body: EmbeddingBody = { model, input: [...texts], encoding_format: "float" };
  const answer = await upstream.ask({ method: "POST", path: "/embeddings", body }, signal, upstream.timeouts.totalMs);
  const { data, usage } = embeddings.parse(answer);
  const entries = data ?? [];
  const vectors = texts.map((_text, index) => {
    // Servers that batch may answer out of order.
    const entry = entries.find((one) => one?.index === index) ?? entries[index];
    if (entry === undefined || entries.length !== texts.length)
      throw wrongCount(upstream.name, entries.length, texts.length);
    return readVector(entry?.embedding, upstream.name);
  });
  const promptTokens = usage?.prompt_tokens ?? texts.flatMap(splitWords).length;
  return { vectors, usage: { promptTokens, completionTokens: 0, cachedTokens: 0 } };
}

function wrongCount(upstream: string, found: number, expected: number): ReparteeError {
  const message = `Upstream "${upstream}" gave ${found} vectors for ${expected} texts`;
  return new ReparteeError("upstream_error", message, { facts: { upstream } });
}
