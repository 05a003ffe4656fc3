import type { JudgeContext } from "./judge-context.ts";
import { phraseMatcher } from "./phrase-matcher.ts";
import { dismissing, insulting, pitying, rejoicing } from "./phrases/tone.ts";

const findRejoicing = phraseMatcher(rejoicing);
const findDismissing = phraseMatcher(dismissing);
const findPitying = phraseMatcher(pitying);
const findInsulting = phraseMatcher(insulting);

/** What a reply (in plain form) says that the user's feeling forbids. A surprise may be a good or a bad one. */
export function contradictedTone(
  plain: string,
  { felt, isFeltCertain, language }: Pick<JudgeContext, "felt" | "isFeltCertain" | "language">,
): string | undefined {
  const insult = findInsulting(plain, language);
  if (insult !== undefined || !isFeltCertain) return insult;
  if (felt === "sad" || felt === "angry") return findRejoicing(plain, language) ?? findDismissing(plain, language);
  if (felt === "happy" || felt === "neutral") return findPitying(plain, language);
  return undefined;
}
