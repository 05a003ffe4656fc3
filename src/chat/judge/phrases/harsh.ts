import type { PhraseTable } from "../phrase-matcher.ts";

/**
 * What people call themselves when they feel bad, and must not hear back: "What kind of stupid do you think you are?" was
 * really written to who felt stupid. English, as guided replies are.
 */
export const harshWords: PhraseTable = {
  en: `stupid*, idiot*, dumb*, moron*, ugly, uglier, loser*, worthless, useless, pathetic, disgusting, hideous, lazy,
    fat, fatter, weak, failure, failures, hopeless, crazy, insane, freak*, coward*, selfish, liar*, fool, fools, foolish,
    hate yourself, hate you, kill*, suicid*, die, dead`,
};
