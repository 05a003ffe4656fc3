import { titleKeys } from "./normalize-title.ts";

/** A title as a user, a model or a catalog wrote it. */
export interface DatedTitle {
  readonly title: string;
  readonly year?: number | null;
}

/**
 * Whether two titles name the same work, for leaving out what was seen, liked or said already: the same words, and years
 * at most one apart where both are known.
 */
export function sameTitle(a: DatedTitle, b: DatedTitle): boolean {
  const keysA = titleKeys(a.title);
  const keysB = titleKeys(b.title);
  if (keysA.full === "" || keysB.full === "") return false;
  return (keysA.full === keysB.full || keysA.bare === keysB.bare) && yearsAgree(a.year, b.year);
}

function yearsAgree(a: number | null | undefined, b: number | null | undefined): boolean {
  return a == null || b == null || Math.abs(a - b) <= 1;
}
