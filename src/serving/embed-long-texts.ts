/**
 * Vectors of texts that may be longer than the model's window. Local engines cut such a text themselves, by tokens; one
 * that only refuses it (`context_length_exceeded`) is called again for its halves, cut between words, and their vectors
 * are averaged by length. Nothing of a text is left out.
 */
import { throwIfCancelled } from "../core/abort.ts";
import type { EmbedRequest, EmbedResult } from "../core/embed.ts";
import { ReparteeError } from "../core/errors.ts";
import { toUnitVector } from "../core/unit-vector.ts";
import { addUsage, noUsage, type Usage } from "../core/usage.ts";

type Embed = (request: EmbedRequest, signal: AbortSignal) => Promise<EmbedResult>;

/** Characters below which a text is not cut: no window is that small, so the refusal means something else. */
const shortestCut = 32;

/** @throws ReparteeError whatever `embed` throws, but for texts that are too long. */
export async function embedLongTexts(embed: Embed, request: EmbedRequest, signal: AbortSignal): Promise<EmbedResult> {
  try {
    return await embed(request, signal);
  } catch (thrown) {
    if (!isTooLong(thrown)) throw thrown;
    const longest = Math.max(...request.texts.map(({ length }) => length));
    return await embedOneByOne(embed, request, signal, request.texts.length === 1 ? longest : Infinity);
  }
}

/** @param refusedLength characters of a text that is known to be too long. */
async function embedOneByOne(
  embed: Embed,
  { id, texts }: EmbedRequest,
  signal: AbortSignal,
  refusedLength: number,
): Promise<EmbedResult> {
  let tooLong = refusedLength;
  let usage: Usage = noUsage;

  async function embedText(text: string): Promise<Float32Array> {
    throwIfCancelled(signal, "embed texts");
    if (text.length < tooLong) {
      try {
        const result = await embed({ id, texts: [text] }, signal);
        usage = addUsage(usage, result.usage);
        const [vector] = result.vectors;
        if (vector !== undefined) return vector;
        throw new ReparteeError("generation_failed", "Cannot embed a text: the model returned no vector for it");
      } catch (thrown) {
        if (!isTooLong(thrown) || text.length < shortestCut) throw thrown;
        // A text of this length or more is not tried again.
        tooLong = text.length;
      }
    }
    const [head, tail] = halve(text);
    return average(await embedText(head), head.length, await embedText(tail), tail.length);
  }

  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push(toUnitVector(await embedText(text)));
  return { vectors, usage };
}

function isTooLong(thrown: unknown): boolean {
  return thrown instanceof ReparteeError && thrown.code === "context_length_exceeded";
}

/** Two parts of about equal length, cut at the white space nearest to the middle, else between two characters. */
function halve(text: string): readonly [string, string] {
  const middle = text.length >> 1;
  const reach = middle >> 1;
  for (let offset = 0; offset < reach; offset++) {
    for (const at of [middle + offset, middle - offset]) {
      if (/\s/.test(text.charAt(at))) return [text.slice(0, at), text.slice(at)];
    }
  }
  const isInsidePair = /[\uD800-\uDBFF]/.test(text.charAt(middle - 1));
  const at = isInsidePair ? middle + 1 : middle;
  return [text.slice(0, at), text.slice(at)];
}

/** Weighted sum: its length does not matter, as it is made a unit vector at the end. */
function average(a: Float32Array, weightA: number, b: Float32Array, weightB: number): Float32Array {
  const total = weightA + weightB;
  return a.map((value, index) => (value * weightA + (b[index] ?? 0) * weightB) / total);
}
