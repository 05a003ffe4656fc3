/** The few words of the element, by language: what the field, the microphone and the two buttons are called. */
export interface AvatarWords {
  readonly field: string;
  readonly send: string;
  readonly speak: string;
  readonly stop: string;
}

const words: Readonly<Record<string, AvatarWords>> = {
  en: { field: "Tell me anything …", send: "Send", speak: "Speak", stop: "Stop listening" },
  zh: { field: "跟我说说吧……", send: "发送", speak: "说话", stop: "停止聆听" },
  ja: { field: "なんでも話してね…", send: "送信", speak: "話す", stop: "聞くのをやめる" },
  es: { field: "Cuéntame lo que quieras …", send: "Enviar", speak: "Hablar", stop: "Dejar de escuchar" },
  fr: { field: "Dis-moi ce que tu veux …", send: "Envoyer", speak: "Parler", stop: "Ne plus écouter" },
  de: { field: "Erzähl mir etwas …", send: "Senden", speak: "Sprechen", stop: "Nicht mehr zuhören" },
  ru: { field: "Расскажи мне что угодно …", send: "Отправить", speak: "Говорить", stop: "Перестать слушать" },
  ko: { field: "무엇이든 말해 줘 …", send: "보내기", speak: "말하기", stop: "듣기 멈추기" },
  pt: { field: "Conta-me o que quiseres …", send: "Enviar", speak: "Falar", stop: "Parar de ouvir" },
  it: { field: "Dimmi quello che vuoi …", send: "Invia", speak: "Parla", stop: "Smetti di ascoltare" },
};

/** English where the language has none. */
export function avatarWords(language: string | null): AvatarWords {
  const english = words["en"];
  const found = words[(language ?? navigator.language).slice(0, 2).toLowerCase()] ?? english;
  if (found === undefined) throw new TypeError("The avatar has no words in English");
  return found;
}
