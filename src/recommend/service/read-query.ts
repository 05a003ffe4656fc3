import { toReparteeError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { saysSomething } from "../embedding/content-words.ts";
import { waitedForMs } from "../embedding/text-embedder.ts";
import type { EntrySpace } from "../retrieval/entry-space.ts";
import type { Spaces } from "../retrieval/spaces.ts";
import type { HeardTones } from "../tones/heard-tones.ts";

/** A question as a point of a space that is to be searched. */
export interface ReadQuery {
  readonly space: EntrySpace;
  /** Undefined for a question without words, or of words that nothing is known of. */
  readonly query: Float32Array | undefined;
}

export interface QueryText extends Pick<HeardTones, "asked" | "subject"> {
  /** Whether the question names titles: what is left of it without them is embedded only if it says something. */
  readonly hasTitles: boolean;
}

/**
 * By the embedding model and by words. A model that fails is left out, with its space. Tones are words that a model
 * understands; compared as words they would find titles.
 */
export async function readQuery(
  spaces: Spaces,
  { asked, subject, hasTitles }: QueryText,
  log: Log,
  signal: AbortSignal,
): Promise<readonly [ReadQuery, ...ReadQuery[]]> {
  const isAsked = saysSomething(hasTitles ? subject : asked);
  const read: ReadQuery[] = [];
  for (const space of await spaces.current()) {
    const text = space.embedder.isInstant ? subject : asked;
    try {
      read.push({ space, query: isAsked ? await embed(space, text, signal) : undefined });
    } catch (thrown) {
      const { code, message } = toReparteeError(thrown);
      const fields = { model: space.embedder.model, code, reason: message };
      if (!signal.aborted) log.warn(fields, "question read by its words alone");
    }
  }
  const [first, ...others] = read;
  return first === undefined ? [{ space: await spaces.lexical(), query: undefined }] : [first, ...others];
}

/** Undefined for a question whose words are all too common to tell anything, or all unknown. */
async function embed({ embedder }: EntrySpace, query: string, signal: AbortSignal): Promise<Float32Array | undefined> {
  const [vector] = await embedder.embed([query], { role: "query", signal, limitMs: waitedForMs });
  return vector?.some((value) => value !== 0) === true ? vector : undefined;
}
