/** The ids of the candidates that a model was given, and how it names one: `[m12]`, `m12:`, `ID m12`. */
export type KnownIds = ReadonlyMap<string, string>;

export interface NamedId {
  readonly id: string;
  /** What follows the id; when it is empty, the id replaces the title. */
  readonly rest: string;
  /** True when the rest is a sentence or follows a separator: it is no title. */
  readonly isTitleMissing: boolean;
}

/** Upper and lower case are one: a small model changes them. */
export function createKnownIds(ids: readonly string[]): KnownIds {
  return new Map(ids.map((id) => [id.toLowerCase(), id]));
}

/** An id at the start of an item; undefined for text that begins with none of the known ones. */
export function readKnownId(text: string, ids: KnownIds): NamedId | undefined {
  if (ids.size === 0) return undefined;
  const match =
    /^[\s*_`"]{0,4}(?:(?:id|item|candidate)[ :#]{1,3})?([[(<{]?)[*_`"]{0,3}(?:id[ :]{1,2})?([^\s()[\]<>{}*`":：,|]{1,80}?)[*_`"]{0,3}[\])>}]?(?=[\s:：,|*_`"–—.)\]-]|$)[*_`"\])>}]{0,4}/iu.exec(
      text.slice(0, 200),
    );
  const id = match === null ? undefined : ids.get((match[2] ?? "").toLowerCase());
  if (match === null || id === undefined) return undefined;
  const after = text.slice(match[0].length);
  const rest = after.replace(/^[\s:：,|.–—-]{1,10}/u, "");
  const isSentence = rest.length > 60 || /[.!?。！？]$/u.test(rest);
  const hasYear = /[(（[]\D{0,20}\d{4}/u.test(rest.slice(0, 150));
  return { id, rest, isTitleMissing: !hasYear && (isSentence || /^\s*[:：–—-]/u.test(after)) };
}
