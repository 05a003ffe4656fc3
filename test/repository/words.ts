/**
 * Words that once made this code a dialect, with the plain ones. `ceiling` is how often a word may still occur: it only
 * falls. Lower it when you remove some.
 */
export interface WordRule {
  readonly word: RegExp;
  readonly instead: string;
  readonly ceiling: { readonly src: number; readonly docs: number };
}

export const wordRules: readonly WordRule[] = [
  { word: /wish/gi, instead: "requested, expected", ceiling: { src: 0, docs: 0 } },
  { word: /\bgone\b/gi, instead: "missing, closed, unavailable", ceiling: { src: 2, docs: 1 } },
  { word: /\btold\b/gi, instead: "reported, logged, distinguished", ceiling: { src: 6, docs: 2 } },
  { word: /\bstands\b/gi, instead: "is, follows, replaces", ceiling: { src: 2, docs: 1 } },
  { word: /\bwhoever\b/gi, instead: "the caller, the client", ceiling: { src: 4, docs: 1 } },
  { word: /catalogue/gi, instead: "catalog", ceiling: { src: 0, docs: 0 } },
  { word: /\bturnstile|\bworkbench/gi, instead: "mutex, context", ceiling: { src: 0, docs: 0 } },
];

/** What may use these words, and why. */
export const allowedUses: readonly { readonly path: RegExp; readonly text?: RegExp; readonly reason: string }[] = [
  { path: /^src\/voice\/say\/apologies\.ts$/, reason: "sentences for users" },
  { path: /^src\/chat\/judge\/(?:phrases\/|plain-words|stop-words|misread|english-forms)/, reason: "words of replies" },
  {
    path: /^src\/chat\/turn-kind\/(?:turn-phrases|danger-patterns|danger-reply|harm-patterns|turn-kind\.test)\.ts$/,
    reason: "words of users, and to them",
  },
  { path: /^src\/chat\/judge\/.*\.test\.ts$/, text: /wish|told/, reason: "replies of models" },
  { path: /^src\/config\/settings\//, text: /formerName: "catalogues"/, reason: "a setting's former name" },
  { path: /^src\/recommend\/fields\.ts$/, text: /catalogue/, reason: "a former value that is still read" },
  {
    path: /^src\/recommend\/recommend-request\.test\.ts$/,
    text: /catalogue/,
    reason: "a former value that is still read",
  },
];
