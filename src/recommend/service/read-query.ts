import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { waitedForMs } from "../embedding/text-embedder.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";
import type { Spaces } from "../retrieval/spaces.ts";

/** A question as a point of the space that is to be searched. */
export interface ReadQuery {
  readonly space: EntrySpace;
  /** Undefined for a question without words, or of words that nothing is known of. */
  readonly vector: Float32Array | undefined;
}

/** By the embedding model; where it fails, by words, in the space of words. */
export async function readQuery(spaces: Spaces, query: string, log: Log, signal: AbortSignal): Promise<ReadQuery> {
  const space = await spaces.current();
  if (query.trim() === "") return { space, vector: undefined };
  try {
    return { space, vector: await embed(space, query, signal) };
  } catch (thrown) {
    const { code, message } = toReparteeError(thrown);
    if (!signal.aborted) log.warn({ model: space.embedder.model, code, reason: message }, "question read by its words");
    const lexical = await spaces.lexical();
    return { space: lexical, vector: await embed(lexical, query, signal) };
  }
}

/** Undefined for a question whose words are all too common to tell anything, or all unknown. */
async function embed({ embedder }: EntrySpace, query: string, signal: AbortSignal): Promise<Float32Array | undefined> {
  const [vector] = await embedder.embed([query], { role: "query", signal, limitMs: waitedForMs });
  return vector?.some((value) => value !== 0) === true ? vector : undefined;
}
