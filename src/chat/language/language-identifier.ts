/**
 * Identifies which of the ten languages a text is written in. The script decides first (Hangul, kana, Han, Cyrillic); the
 * six languages in Latin letters are distinguished by `eld`'s smallest database, helped by short common words that no
 * n-gram can distinguish. eld is loaded once, and only at the first text in Latin letters. A text in one of its other
 * languages in Latin letters is claimed for none with any confidence.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Language, LanguageIdentifier, LanguageReading } from "../../core/language.ts";
import { foreignWords } from "./foreign-words.ts";
import { withoutCode } from "./without-code.ts";

/** The rest is not read: the first lines show the language, and the cost of a reading is bounded. */
const readCharacters = 600;

/** Of a text whose addresses and code are yet to be taken out. */
const mostCharacters = 4 * readCharacters;

export function createLanguageIdentifier(): LanguageIdentifier {
  let detector: LatinDetector | undefined;

  function scoresOf(start: string): LatinScores {
    detector ??= loadLatinDetector();
    return latinScores(start, detector);
  }

  return {
    identify(text) {
      const start = startOf(text);
      const byScript = scriptLanguage(start);
      return byScript === "latin" ? latinLanguage(scoresOf(start)) : byScript;
    },
    isForeign(text) {
      const start = startOf(text);
      if (scriptLanguage(start) !== "latin" || wordsIn(start).length < fewestForeignWords) return false;
      const { foreign, known } = scoresOf(start);
      return foreign - Math.max(0, ...known.values()) >= foreignLead;
    },
  };
}

function startOf(text: string): string {
  return withoutCode(text.slice(0, mostCharacters)).slice(0, readCharacters);
}

/** Letters a script; the rest (digits, emoji, marks, scripts of other languages) says nothing. */
const scripts = {
  hangul: /\p{Script=Hangul}/gu,
  kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
  han: /\p{Script=Han}/gu,
  cyrillic: /\p{Script=Cyrillic}/gu,
  latin: /\p{Script=Latin}/gu,
} as const;

/** One syllable or ideograph says about as much as so many letters of an alphabet. */
const lettersPerCharacter = 2.5;

/** Russian texts have names in Latin letters; texts in Latin letters hardly ever have Cyrillic ones. */
const cyrillicWeight = 1.5;

/**
 * What the script alone shows: a reading, undefined for a text without a letter of these scripts, or `latin`. A borrowed
 * word in another script (`iPhone が こわれた`) does not win against the rest; kana make Han characters Japanese.
 */
function scriptLanguage(text: string): LanguageReading | "latin" | undefined {
  const count = (script: keyof typeof scripts): number => text.match(scripts[script])?.length ?? 0;
  const kana = count("kana");
  const han = count("han");
  const eastAsian: readonly (readonly [Language, number])[] =
    kana > 0 ? [["ja", (kana + han) * lettersPerCharacter]] : [["zh", han * lettersPerCharacter]];
  const weights: readonly (readonly [Language | "latin", number])[] = [
    ...eastAsian,
    ["ko", count("hangul") * lettersPerCharacter],
    ["ru", count("cyrillic") * cyrillicWeight],
    ["latin", count("latin")],
  ];
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  if (total === 0) return undefined;
  const [language, weight] = weights.reduce((most, one) => (one[1] > most[1] ? one : most));
  if (language === "latin") return "latin";
  return { language, confidence: certainty(language) * (weight / total), source: "text" };
}

/**
 * Han characters without kana may still be short Japanese, and Cyrillic another Slavic language; Hangul and kana belong
 * to one language each.
 */
function certainty(language: Language): number {
  return language === "zh" ? 0.93 : language === "ru" ? 0.95 : 0.99;
}

const latinLanguages = ["en", "es", "fr", "de", "pt", "it"] as const satisfies readonly Language[];

/** Eld's other languages in Latin letters that short texts were seen in; others are not looked for. */
const foreignLanguages = ["nl", "sv", "da", "no", "fi", "pl", "cs", "hu", "ro", "tr"] as const;

/** How far a language that is none of the ten must lead for a text to be called foreign. */
const foreignLead = 0.15;

/** A word or two are a name as often as not. */
const fewestForeignWords = 3;

/** 0–1 for each language that has a hint in a text, and more where its short words are in it; they do not sum to 1. */
interface LatinScores {
  readonly known: ReadonlyMap<Language, number>;
  /** The best of `foreignLanguages`. */
  readonly foreign: number;
}

interface LatinDetector {
  /** By n-grams alone. */
  scores(text: string): LatinScores;
}

/** The part of eld's interface that is used here. */
interface Eld {
  detect(text: string): { getScores(): Readonly<Record<string, number>> };
  setLanguageSubset(languages: readonly string[]): unknown;
}

/**
 * Loads the database; blocks meanwhile. eld's databases are ES modules with a large literal: extrasmall takes about 160 ms
 * and 90 MB to load (28 MB of it heap that stays), small 280 ms and 155 MB. Of 690 sentences of chat in Latin letters they
 * have 99.3 % and 99.6 % right.
 */
function loadLatinDetector(): LatinDetector {
  // `require` of an ES module works from Node 20.19 on, and is the only way to load one when it is needed and not before
  // without making every caller wait for a promise. The package names its entries for `import` only, so that asks where.
  const entry = fileURLToPath(import.meta.resolve("eld/extrasmall"));
  const { eld } = createRequire(import.meta.url)(entry) as { readonly eld: Eld & { newInstance(): Eld } };
  const detector = eld.newInstance();
  detector.setLanguageSubset([...latinLanguages, ...foreignLanguages]);
  return {
    scores(text) {
      const scores = detector.detect(text).getScores();
      const known = latinLanguages.flatMap((language) => {
        const score = scores[language];
        return score === undefined ? [] : [[language, score] as const];
      });
      return { known: new Map(known), foreign: Math.max(...foreignLanguages.map((language) => scores[language] ?? 0)) };
    },
  };
}

/**
 * How much more a word of the list counts than the same share of eld's score: above 1, for of one word alone ("hello")
 * eld may be nearly sure of a wrong language. Chosen on the sentences of the test.
 */
const voteWeight = 1.2;

/** Turns the lead of the best over the second into a confidence: 0.5 without one. */
const leadSteepness = 9;

function latinScores(text: string, detector: LatinDetector): LatinScores {
  const scores = detector.scores(text);
  const known = new Map(scores.known);
  const votes = shortWordVotes(text);
  for (const [language, share] of votes.known) known.set(language, (known.get(language) ?? 0) + voteWeight * share);
  return { known, foreign: scores.foreign + voteWeight * votes.foreign };
}

/** Undefined for a text without a hint of any. The lead is over a language that is none of the ten, too. */
function latinLanguage({ foreign, known }: LatinScores): LanguageReading | undefined {
  const [best, second] = [...known].toSorted(([, one], [, other]) => other - one);
  if (best === undefined) return undefined;
  const [language, score] = best;
  const lead = score - Math.max(second?.[1] ?? 0, foreign);
  return { language, confidence: 1 / (1 + Math.exp(-leadSteepness * lead)), source: "text" };
}

/**
 * Words of chat that are a whole message or decide a short sentence, and that n-grams of longer texts miss. A word may be in
 * several lists: then it votes for each of them a little.
 */
const words: Readonly<Partial<Record<Language, string>>> = {
  en: "me us him her i i'm i'll i've you you're he she it it's its we they my your the a an and but not no yes hi hello hey bye thanks thank please sorry what why who how when where is are was do don't did can can't good morning night sure maybe great sad happy tired love miss so really this that there of to for with just very tell help let let's give show make know think want need feel idea about some any have has had be been am was were will would could should if or on at as by from out up",
  es: "yo tú te él ella usted nosotros mi mis tu el la los las un una y pero no sí hola adiós gracias por favor perdón qué quién cómo cuándo dónde es está estoy eres soy son muy bien mal bueno buenos días buenas noches claro vale feliz triste cansado cansada estás quiero tengo hoy mañana también con para que del al nada se me te lo hay porque cuéntame dime de que en he ha has han hemos su sus nos le les más ya fue ayer si",
  fr: "me te se je j'ai tu il elle nous vous ils mon ma mes ton ta le la les un une des et mais non oui ouais salut bonjour bonsoir merci pardon s'il quoi qui comment quand où est suis es c'est ça va très bien pas de du au aux avec pour dans que ne d'accord content contente triste fatigué fatiguée aujourd'hui demain aussi rien toi moi bonne nuit coucou dis fais peux peut veux ai as a sur par plus tout si",
  de: "ich du er sie es wir ihr mein meine dein der die das den dem ein eine und aber nein ja doch hallo tschüss danke bitte was wer wie wann wo ist bin bist sind war nicht kein keine sehr gut schlecht morgen heute auch mit für auf zu von so mir dir mich dich müde traurig glücklich gute nacht guten tag schön genau naja na super hab habe kann will willst warum erzähl sag mal",
  pt: "me te se eu tu você ele ela nós meu minha seu sua o a os as um uma e mas não sim oi olá tchau obrigado obrigada por favor desculpa que quem como quando onde é está estou sou são muito bem mal bom boa dia noite tarde claro feliz triste cansado cansada hoje amanhã também com para do da no na em nada tá ai saudade conta me diz quero tenho vou por quê de foi ontem mais já",
  it: "io tu lui lei noi voi mio mia tuo tua il lo la i gli le un una e ma no sì ciao grazie prego per favore scusa che chi come quando dove è sono sei ho hai ha molto bene male buono buona buongiorno buonasera notte certo felice triste stanco stanca oggi domani anche con di del della nel non niente sto stai cosa perché mi ti va si più già ieri suo sua hanno abbiamo",
};

const languagesOf = new Map<string, Language[]>();
for (const [language, list] of Object.entries(words) as [Language, string][]) {
  for (const word of new Set(list.split(" "))) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

/** For each language the share, 0–1, of the text's words that are its short words; a shared word is divided. */
function shortWordVotes(text: string): { readonly known: ReadonlyMap<Language, number>; readonly foreign: number } {
  const found = wordsIn(text);
  const known = new Map<Language, number>();
  let foreign = 0;
  for (const word of found) {
    const candidates = languagesOf.get(word) ?? [];
    for (const language of candidates) {
      known.set(language, (known.get(language) ?? 0) + 1 / (candidates.length * found.length));
    }
    if (candidates.length === 0 && foreignWords.has(word)) foreign += 1 / found.length;
  }
  return { known, foreign };
}

function wordsIn(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/\p{L}+(?:'\p{L}+)*/gu) ?? []
  );
}
