/** The words of the element, by language: what its field and its buttons are called, and why it cannot hear. */
export interface AvatarWords {
  readonly field: string;
  readonly send: string;
  readonly speak: string;
  readonly stop: string;
  /** The browser's user said no. */
  readonly denied: string;
  readonly noMicrophone: string;
  readonly noRecognizer: string;
}

const words: Readonly<Record<string, AvatarWords>> = {
  en: {
    ...{ field: "Tell me anything …", send: "Send", speak: "Speak", stop: "Stop listening" },
    denied: "The microphone is not allowed. Allow it in the browser, or type.",
    noMicrophone: "No microphone was found. You can type.",
    noRecognizer: "I cannot hear yet: this server has no speech installed. You can type.",
  },
  zh: {
    ...{ field: "跟我说说吧……", send: "发送", speak: "说话", stop: "停止聆听" },
    denied: "麦克风未获允许。请在浏览器中允许，或者打字。",
    noMicrophone: "没有找到麦克风。你可以打字。",
    noRecognizer: "我还听不见：这台服务器还没有安装语音。你可以打字。",
  },
  ja: {
    ...{ field: "なんでも話してね…", send: "送信", speak: "話す", stop: "聞くのをやめる" },
    denied: "マイクが許可されていません。ブラウザーで許可するか、入力してください。",
    noMicrophone: "マイクが見つかりません。入力できます。",
    noRecognizer: "まだ聞こえません。このサーバーには音声が入っていません。入力できます。",
  },
  es: {
    ...{ field: "Cuéntame lo que quieras …", send: "Enviar", speak: "Hablar", stop: "Dejar de escuchar" },
    denied: "El micrófono no está permitido. Permítelo en el navegador o escribe.",
    noMicrophone: "No se encontró ningún micrófono. Puedes escribir.",
    noRecognizer: "Todavía no puedo oír: este servidor no tiene voz instalada. Puedes escribir.",
  },
  fr: {
    ...{ field: "Dis-moi ce que tu veux …", send: "Envoyer", speak: "Parler", stop: "Ne plus écouter" },
    denied: "Le micro n'est pas autorisé. Autorise-le dans le navigateur, ou écris.",
    noMicrophone: "Aucun micro trouvé. Tu peux écrire.",
    noRecognizer: "Je n'entends pas encore : ce serveur n'a pas de voix installée. Tu peux écrire.",
  },
  de: {
    ...{ field: "Erzähl mir etwas …", send: "Senden", speak: "Sprechen", stop: "Nicht mehr zuhören" },
    denied: "Das Mikrofon ist nicht erlaubt. Erlaube es im Browser oder tippe.",
    noMicrophone: "Es wurde kein Mikrofon gefunden. Du kannst tippen.",
    noRecognizer: "Ich kann noch nicht hören: Auf diesem Server ist keine Sprache eingerichtet. Du kannst tippen.",
  },
  ru: {
    ...{ field: "Расскажи мне что угодно …", send: "Отправить", speak: "Говорить", stop: "Перестать слушать" },
    denied: "Микрофон запрещён. Разреши его в браузере или пиши.",
    noMicrophone: "Микрофон не найден. Можно писать.",
    noRecognizer: "Я пока не слышу: на этом сервере нет речи. Можно писать.",
  },
  ko: {
    ...{ field: "무엇이든 말해 줘 …", send: "보내기", speak: "말하기", stop: "듣기 멈추기" },
    denied: "마이크가 허용되지 않았어요. 브라우저에서 허용하거나 입력하세요.",
    noMicrophone: "마이크를 찾지 못했어요. 입력할 수 있어요.",
    noRecognizer: "아직 들을 수 없어요. 이 서버에는 음성이 설치되지 않았어요. 입력할 수 있어요.",
  },
  pt: {
    ...{ field: "Conta-me o que quiseres …", send: "Enviar", speak: "Falar", stop: "Parar de ouvir" },
    denied: "O microfone não está autorizado. Autoriza-o no navegador, ou escreve.",
    noMicrophone: "Nenhum microfone encontrado. Podes escrever.",
    noRecognizer: "Ainda não consigo ouvir: este servidor não tem voz instalada. Podes escrever.",
  },
  it: {
    ...{ field: "Dimmi quello che vuoi …", send: "Invia", speak: "Parla", stop: "Smetti di ascoltare" },
    denied: "Il microfono non è consentito. Consentilo nel browser, oppure scrivi.",
    noMicrophone: "Nessun microfono trovato. Puoi scrivere.",
    noRecognizer: "Non riesco ancora a sentire: questo server non ha una voce installata. Puoi scrivere.",
  },
};

/** English where the language has none. */
export function avatarWords(language: string | null): AvatarWords {
  const english = words["en"];
  const found = words[(language ?? navigator.language).slice(0, 2).toLowerCase()] ?? english;
  if (found === undefined) throw new TypeError("The avatar has no words in English");
  return found;
}
