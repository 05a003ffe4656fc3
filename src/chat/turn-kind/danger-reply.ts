/**
 * What is said to somebody in danger by a chat that has no persona, and so no lines of its own: those of the shipped
 * persona. A model without guidelines is not left alone with such a turn.
 */
import { ReparteeError } from "../../core/errors.ts";
import type { Language, LanguageIdentifier } from "../../core/language.ts";
import type { ReplyRequest } from "../../serving/serving.ts";
import { dangerLanguages } from "./find-danger.ts";

export const dangerLines: Readonly<Record<Language, readonly [string, string]>> = {
  en: [
    "I am worried about you. Please call your local emergency number or somebody you trust right now.",
    "I am really glad you told me, and I am worried. Please talk to somebody you trust or call an emergency number now.",
  ],
  zh: [
    "我很担心你。请现在就拨打当地的急救电话，或者联系一个你信任的人。",
    "谢谢你告诉我，我很担心你。请马上找一个你信任的人，或者拨打急救电话。",
  ],
  ja: [
    "きみのことがとても心配だよ。いますぐ、救急の番号か、信頼できる人に電話してね。",
    "話してくれてありがとう、とても心配だよ。いますぐ、信頼できる人か救急の番号に連絡してね。",
  ],
  es: [
    "Me preocupas mucho. Por favor, llama ahora mismo al número de emergencias o a alguien de confianza.",
    "Me alegra que me lo digas, y me preocupas. Por favor, habla ya con alguien de confianza o llama a emergencias.",
  ],
  fr: [
    "Je m'inquiète pour toi. Appelle tout de suite le numéro d'urgence ou quelqu'un en qui tu as confiance.",
    "Tu as bien fait de me le dire, et je m'inquiète. Parle maintenant à quelqu'un de confiance ou appelle les urgences.",
  ],
  de: [
    "Ich mache mir Sorgen um dich. Bitte ruf jetzt den Notruf an oder jemanden, dem du vertraust.",
    "Gut, dass du es mir sagst, ich mache mir Sorgen. Bitte sprich jetzt mit jemandem, dem du vertraust, oder ruf den Notruf an.",
  ],
  ru: [
    "Я очень беспокоюсь за тебя. Пожалуйста, позвони сейчас в экстренную службу или тому, кому доверяешь.",
    "Спасибо, что говоришь мне об этом, я беспокоюсь. Пожалуйста, сейчас же поговори с тем, кому доверяешь, или позвони в экстренную службу.",
  ],
  ko: [
    "정말 걱정돼요. 지금 바로 긴급 전화나 믿을 수 있는 사람에게 전화해 주세요.",
    "말해 줘서 고마워요, 정말 걱정돼요. 지금 믿을 수 있는 사람에게 말하거나 긴급 전화를 걸어 주세요.",
  ],
  pt: [
    "Estou preocupado contigo. Por favor, liga agora para o número de emergência ou para alguém de confiança.",
    "Ainda bem que me contaste, e estou preocupado. Por favor, fala já com alguém de confiança ou liga para a emergência.",
  ],
  it: [
    "Sono preoccupato per te. Per favore, chiama subito il numero di emergenza o una persona di cui ti fidi.",
    "Hai fatto bene a dirmelo, e sono preoccupato. Parla subito con una persona di cui ti fidi o chiama il numero di emergenza.",
  ],
};

/** Characters at either end of a message that are looked at. */
const readCharacters = 4_000;
/** Characters that a language is read from. */
const sampleLength = 500;

export interface DangerClues {
  /** What the user said last. */
  readonly text: string;
  /** What was answered so far, oldest first. */
  readonly said: readonly string[];
  readonly languages?: LanguageIdentifier | undefined;
}

/** How a turn of danger is answered in place of any model; undefined for every other turn. */
export function dangerReply({
  text,
  said,
  languages,
}: DangerClues): Pick<ReplyRequest, "models" | "notAsked" | "writeTemplate" | "fallback"> | undefined {
  const read =
    text.length <= 2 * readCharacters ? text : `${text.slice(0, readCharacters)} . ${text.slice(-readCharacters)}`;
  const spoken = dangerLanguages(read);
  const [first] = spoken;
  if (first === undefined) return undefined;
  const heard = languages?.identify(text.slice(0, sampleLength))?.language;
  const [line, other] = dangerLines[heard !== undefined && spoken.includes(heard) ? heard : first];
  const words = said.at(-1)?.trim() === line ? other : line;
  return { models: [], notAsked: writtenTurn(), writeTemplate: () => words, fallback: "template" };
}

function writtenTurn(): ReparteeError {
  const message = "No model is asked about a danger: a written line answers";
  return new ReparteeError("unusable_reply", message, { facts: { reject_reason: "written_turn" } });
}
