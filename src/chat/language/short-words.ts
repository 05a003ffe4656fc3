import type { Language } from "../../core/language.ts";

/**
 * Words of chat that are a whole message or decide a short sentence, and that n-grams of longer texts miss. A word may be in
 * several lists: then it votes for each of them a little.
 */
const words: Readonly<Partial<Record<Language, string>>> = {
  en: "me us him her i i'm i'll i've you you're he she it it's its we they my your the a an and but not no yes hi hello hey bye thanks thank please sorry what why who how when where is are was do don't did can can't good morning night sure maybe great sad happy tired love miss so really this that there of to for with just very tell help let let's give show make know think want need feel idea about some any have has had be been am was were will would could should if or on at as by from out up",
  es: "yo tú te él ella usted nosotros mi mis tu el la los las un una y pero no sí hola adiós gracias por favor perdón qué quién cómo cuándo dónde es está estoy eres soy son muy bien mal bueno buenos días buenas noches claro vale feliz triste cansado cansada estás quiero tengo hoy mañana también con para que del al nada se me te lo hay porque cuéntame dime de que en",
  fr: "me te se je j'ai tu il elle nous vous ils mon ma mes ton ta le la les un une des et mais non oui ouais salut bonjour bonsoir merci pardon s'il quoi qui comment quand où est suis es c'est ça va très bien pas de du au aux avec pour dans que ne d'accord content contente triste fatigué fatiguée aujourd'hui demain aussi rien toi moi bonne nuit coucou dis fais peux peut veux ai as a sur par plus tout",
  de: "ich du er sie es wir ihr mein meine dein der die das den dem ein eine und aber nein ja doch hallo tschüss danke bitte was wer wie wann wo ist bin bist sind war nicht kein keine sehr gut schlecht morgen heute auch mit für auf zu von so mir dir mich dich müde traurig glücklich gute nacht guten tag schön genau naja na super hab habe kann will willst warum erzähl sag mal",
  pt: "me te se eu tu você ele ela nós meu minha seu sua o a os as um uma e mas não sim oi olá tchau obrigado obrigada por favor desculpa que quem como quando onde é está estou sou são muito bem mal bom boa dia noite tarde claro feliz triste cansado cansada hoje amanhã também com para do da no na em nada tá ai saudade conta me diz quero tenho vou por quê de",
  it: "io tu lui lei noi voi mio mia tuo tua il lo la i gli le un una e ma no sì ciao grazie prego per favore scusa che chi come quando dove è sono sei ho hai ha molto bene male buono buona buongiorno buonasera notte certo felice triste stanco stanca oggi domani anche con di del della nel non niente sto stai cosa perché mi ti va",
};

const languagesOf = new Map<string, Language[]>();
for (const [language, list] of Object.entries(words) as [Language, string][]) {
  for (const word of new Set(list.split(" "))) languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);
}

/** For each language the share, 0–1, of the text's words that are its short words; a shared word is divided. */
export function shortWordVotes(text: string): ReadonlyMap<Language, number> {
  const found =
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/\p{L}+(?:'\p{L}+)*/gu) ?? [];
  const votes = new Map<Language, number>();
  for (const word of found) {
    const candidates = languagesOf.get(word) ?? [];
    for (const language of candidates) {
      votes.set(language, (votes.get(language) ?? 0) + 1 / (candidates.length * found.length));
    }
  }
  return votes;
}
