/** Small closed sets of English, for reading who did what and whose a thing is. In lower case. */

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}

/** In front of a thing: whose it is, or which. */
export const determiners: ReadonlySet<string> = setOf(
  "my our your his her their its the a an this that these those some any no every each another",
);

/** Before a place, a time or a means: what follows is not what a sentence is about. */
export const placing: ReadonlySet<string> = setOf(
  "in on at by with behind near under over off after before since during through across until beside from",
);

/** "mad at her", "fed up with it": there it is. */
export const mindful: ReadonlySet<string> = setOf(
  "mad angry furious annoyed upset up pissed cross happy pleased disappointed bored obsessed love struggling dealing",
);

export const negations =
  /\b(?:not|no|never|without|nobody|none|nothing|neither|nor|cannot|can't|won't|\w+n't|isnt|dont|didnt|cant|wont)\b/i;

/** Says that somebody has a thing now, or takes part in it. */
export const having =
  /\b(?:got|gets?|getting|have|has|had|having|own|bought|buy|won|found|find|made|baked|built|finished|wrote|adopted|received|picked|passed|ran|planted|grew|started?|starting|booked|writing|need)\b/i;

/** Says that a thing came to somebody who may now do something with it. */
export const gaining =
  /\b(?:got|bought|won|found|made|baked|built|adopted|received|inherited|picked|planted|grew|gave me|sent me|brought (?:me|us)|tickets?)\b/i;

/** Said of what is not there to be seen. */
export const missing = /\b(?:gone|missing|disappeared|vanished|stolen|stole|took|cut down|threw (?:out|away))\b/i;

/** Words that count or measure: nothing to be asked about. */
export const measures: ReadonlySet<string> = setOf(
  "time times day days week weeks month months year years hour hours minute minutes morning night moment way lot bit end",
);

/** "everybody has a garden except me": the speaker has none. */
export const leftOut = /\bexcept (?:for )?(?:me|us)\b/i;

/** Said before what has not happened, or not yet. */
export const onlyMeant =
  /\b(?:should|could|would|might|want to|going to|gonna|will|need to|have to|thinking (?:about|of)|trying to|decid\w+|planning|tomorrow|next|first time)\b|\?/i;

/** What happens again and again has no moment. */
export const habitual = /\b(?:every|always|keeps?|constantly|usually|often|all the time|again and again)\b/i;

/** What a listener may add without having heard it: somebody who says that there was a snake saw it. */
export const perceived: ReadonlySet<string> = setOf("saw heard noticed");

/** Where one of these is said, there was something to see. */
export const seen =
  /\b(?:saw|see|seen|looked|watched|there's|there (?:is|was|were|are)|found|opened|woke|came|landed|walked|standing|sitting|appeared|showed|brought|(?:gave|sent|brought) (?:me|us))\b/i;

const irregularPasts = setOf(`
  was were had did could got went came saw made took gave told said found left felt kept lost won met ate ran read sent
  sold bought brought thought taught caught fought built broke spoke stole wrote drove rode rose chose froze woke wore
  tore swore swam sang rang drank sank began became grew knew threw flew drew blew fell held heard led paid laid slept
  swept wept stood understood sat lay cut put shut hit hurt let quit set cost burst bit hid slid shot stuck struck stung
  swung hung dug fed fled bled bred spent lent bent dealt meant dreamt learnt burnt spilt built forgot forgave shook beat`);

export function isPastForm(word: string): boolean {
  return irregularPasts.has(word) || /.{2}ed$/.test(word);
}

/** Words of a question that hold it together. */
export const joining: ReadonlySet<string> = setOf(
  `i you me it that this he she they him them we us and or of in on at to for from with by about into out up down off
  over a an the your my our his her their its is are was were am be been do does did so all too there here`,
);
