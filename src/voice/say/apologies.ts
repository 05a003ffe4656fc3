import type { Language } from "../../core/language.ts";

/** What is said when a part of the pipeline failed; written by hand, and made into sound when the server starts. */
export type ApologyKind =
  /** The recognizer failed: nobody knows what the user said. */
  | "not_heard"
  /** The reply is there as text and no voice could say it. */
  | "voice_lost";

export const apologies: Readonly<Record<ApologyKind, Readonly<Record<Language, string>>>> = {
  not_heard: {
    en: "I'm sorry, I could not hear you well. Could you say that again?",
    zh: "对不起，我没有听清楚。可以再说一遍吗？",
    ja: "ごめんなさい、よくきこえませんでした。もういちど いってもらえますか？",
    es: "Perdona, no te he oído bien. ¿Puedes repetirlo?",
    fr: "Pardon, je n'ai pas bien entendu. Tu peux répéter ?",
    de: "Entschuldige, ich habe dich nicht gut gehört. Sagst du es noch einmal?",
    ru: "Извини, я плохо тебя слышу. Повтори, пожалуйста.",
    ko: "미안해요, 잘 듣지 못했어요. 다시 말해 줄래요?",
    pt: "Desculpa, não ouvi bem. Podes repetir?",
    it: "Scusa, non ho sentito bene. Puoi ripetere?",
  },
  voice_lost: {
    en: "My voice is gone for a moment. Please read my answer.",
    zh: "我暂时说不出话。请看我的文字回答。",
    ja: "いま こえが でません。もじを よんでください。",
    es: "Me he quedado sin voz un momento. Lee mi respuesta, por favor.",
    fr: "Je n'ai plus de voix pour un instant. Lis ma réponse, s'il te plaît.",
    de: "Mir fehlt gerade die Stimme. Bitte lies meine Antwort.",
    ru: "У меня на минуту пропал голос. Прочитай, пожалуйста, мой ответ.",
    ko: "지금 목소리가 나오지 않아요. 글로 된 대답을 읽어 주세요.",
    pt: "Fiquei sem voz por um momento. Lê a minha resposta, por favor.",
    it: "Sono senza voce per un momento. Leggi la mia risposta, per favore.",
  },
};
