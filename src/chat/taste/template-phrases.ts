/**
 * The sentences of written replies, natively in each language. `{words}` is what the user said, `{list}` what the taste
 * analysis names, `{name}` the user's name. Each is one sentence, none claims to have understood or thought.
 */
import type { Language } from "../../core/language.ts";

export interface TastePhrases {
  readonly greeting: string;
  readonly opening: readonly [string, ...string[]];
  /** For words that are too long or too odd to repeat. */
  readonly plainOpening: readonly [string, ...string[]];
  readonly taste: readonly [string, ...string[]];
  /** Where the analysis names nothing. */
  readonly noTaste: readonly [string, ...string[]];
  readonly closing: readonly [string, ...string[]];
  /** Between the last two of a list. */
  readonly and: string;
  readonly comma: string;
}

export const tastePhrases: Readonly<Record<Language, TastePhrases>> = {
  en: {
    greeting: "Hello {name}!",
    opening: [
      "You said “{words}”, and I would love to give that a proper answer.",
      "“{words}” is a good place to start.",
      "I have your message, “{words}”.",
      "Thank you for telling me “{words}”.",
    ],
    plainOpening: ["Your message has arrived.", "Thank you for writing to me.", "I have what you wrote."],
    taste: [
      "With your liking for {list}, there is plenty to talk about.",
      "I keep in mind that you enjoy {list}.",
      "Going by your taste, {list} would be where I look first.",
      "What you like, {list}, gives me something to go on.",
    ],
    noTaste: ["I do not know your taste well yet.", "Tell me what you have enjoyed lately, and I will build on it."],
    closing: [
      "I cannot think it through right now; please ask me again in a moment.",
      "My better answers are out of reach at the moment, so please try again shortly.",
      "Give me a little while, then send it once more.",
      "Right now this short note is all I can offer; a fuller answer should work soon.",
    ],
    and: " and ",
    comma: ", ",
  },
  zh: {
    greeting: "{name}，你好！",
    opening: [
      "你说的“{words}”，我很想好好回答。",
      "“{words}”，这是个不错的话题。",
      "我收到了你的话：“{words}”。",
      "谢谢你告诉我“{words}”。",
    ],
    plainOpening: ["你的消息我收到了。", "谢谢你写信给我。", "你写的内容我已经看到了。"],
    taste: [
      "你喜欢{list}，我们可以聊的很多。",
      "我记得你喜欢{list}。",
      "按你的口味，我会先从{list}找起。",
      "知道你喜欢{list}，我就有了方向。",
    ],
    noTaste: ["我还不太了解你的喜好。", "告诉我你最近喜欢什么，我就能接着聊。"],
    closing: [
      "我现在没法仔细想，请过一会儿再问我。",
      "眼下我给不出更好的回答，请稍后再试。",
      "请稍等一下，然后再发一次。",
      "现在我只能先说这些，过一会儿应该就能好好回答了。",
    ],
    and: "和",
    comma: "、",
  },
  ja: {
    greeting: "{name}さん、こんにちは！",
    opening: [
      "「{words}」について、きちんとお答えしたいです。",
      "「{words}」、いい話題ですね。",
      "「{words}」というメッセージを受け取りました。",
      "「{words}」と話してくれてありがとうございます。",
    ],
    plainOpening: ["メッセージを受け取りました。", "書いてくれてありがとうございます。", "お話は届いています。"],
    taste: [
      "{list}がお好きなら、話したいことがたくさんあります。",
      "{list}がお好きなことは覚えています。",
      "お好みからすると、まず{list}のあたりを探したいです。",
      "{list}がお好きだと分かっているので、手がかりになります。",
    ],
    noTaste: ["お好みはまだよく知りません。", "最近よかったものを教えてもらえたら、そこから考えます。"],
    closing: [
      "今はじっくり考えられないので、少ししてからもう一度聞いてください。",
      "今はこれ以上のお答えができないので、しばらくしてまた試してください。",
      "少し待ってから、もう一度送ってください。",
      "今お伝えできるのはここまでですが、あとできちんとお答えできるはずです。",
    ],
    and: "と",
    comma: "、",
  },
  es: {
    greeting: "¡Hola, {name}!",
    opening: [
      "Me has dicho «{words}», y merece una buena respuesta.",
      "«{words}» es un buen punto de partida.",
      "Tengo tu mensaje: «{words}».",
      "Gracias por contarme «{words}».",
    ],
    plainOpening: ["Tu mensaje ha llegado.", "Gracias por escribirme.", "Tengo lo que has escrito."],
    taste: [
      "Con tu gusto por {list}, hay mucho de qué hablar.",
      "Tengo presente que disfrutas de {list}.",
      "Por tus gustos, yo empezaría a buscar por {list}.",
      "Saber que te atrae {list} me da una pista.",
    ],
    noTaste: ["Todavía no conozco bien tus gustos.", "Cuéntame qué te ha gustado últimamente y partiré de ahí."],
    closing: [
      "Ahora mismo no puedo pensarlo bien; pregúntame otra vez dentro de un momento.",
      "En este momento no llego a más, así que inténtalo de nuevo en un rato.",
      "Dame un poco de tiempo y vuelve a enviármelo.",
      "De momento solo puedo decirte esto; pronto debería poder responderte mejor.",
    ],
    and: " y ",
    comma: ", ",
  },
  fr: {
    greeting: "Bonjour {name} !",
    opening: [
      "Vous avez dit « {words} », et cela mérite une vraie réponse.",
      "« {words} », voilà un bon point de départ.",
      "J'ai bien votre message : « {words} ».",
      "Merci de m'avoir dit « {words} ».",
    ],
    plainOpening: ["Votre message est bien arrivé.", "Merci de m'avoir écrit.", "J'ai bien ce que vous avez écrit."],
    taste: [
      "Comme vous aimez {list}, il y a de quoi discuter.",
      "Je garde en tête que vous appréciez {list}.",
      "D'après vos goûts, je chercherais d'abord du côté de {list}.",
      "Ce que vous aimez, {list}, me donne une piste.",
    ],
    noTaste: [
      "Je ne connais pas encore bien vos goûts.",
      "Dites-moi ce qui vous a plu dernièrement, et je partirai de là.",
    ],
    closing: [
      "Je ne peux pas y réfléchir correctement pour l'instant ; reposez-moi la question dans un moment.",
      "Je n'arrive pas à faire mieux en ce moment, réessayez un peu plus tard.",
      "Laissez-moi un petit moment, puis renvoyez-le.",
      "C'est tout ce que je peux dire pour l'instant ; une réponse plus complète devrait bientôt venir.",
    ],
    and: " et ",
    comma: ", ",
  },
  de: {
    greeting: "Hallo {name}!",
    opening: [
      "Du hast „{words}“ gesagt, und das verdient eine richtige Antwort.",
      "„{words}“ ist ein guter Anfang.",
      "Deine Nachricht „{words}“ ist da.",
      "Danke, dass du mir „{words}“ geschrieben hast.",
    ],
    plainOpening: [
      "Deine Nachricht ist angekommen.",
      "Danke, dass du mir schreibst.",
      "Ich habe, was du geschrieben hast.",
    ],
    taste: [
      "Bei deiner Vorliebe für {list} gibt es viel zu besprechen.",
      "Ich behalte im Kopf, dass dir {list} gefällt.",
      "Nach deinem Geschmack würde ich zuerst bei {list} suchen.",
      "Was du magst, nämlich {list}, gibt mir einen Anhaltspunkt.",
    ],
    noTaste: [
      "Deinen Geschmack kenne ich noch nicht gut.",
      "Erzähl mir, was dir zuletzt gefallen hat, dann knüpfe ich daran an.",
    ],
    closing: [
      "Im Augenblick kann ich nicht gründlich nachdenken; frag mich bitte gleich noch einmal.",
      "Mehr gelingt mir gerade nicht, versuch es bitte in Kürze wieder.",
      "Gib mir einen Moment und schick es dann noch einmal.",
      "Mehr als diese kurze Nachricht geht gerade nicht; eine ausführliche Antwort sollte bald klappen.",
    ],
    and: " und ",
    comma: ", ",
  },
  ru: {
    greeting: "Здравствуйте, {name}!",
    opening: [
      "Вы сказали «{words}», и это заслуживает хорошего ответа.",
      "«{words}» — хорошее начало.",
      "Я вижу ваше сообщение: «{words}».",
      "Спасибо, что написали «{words}».",
    ],
    plainOpening: ["Ваше сообщение пришло.", "Спасибо, что пишете мне.", "Я вижу, что вы написали."],
    taste: [
      "Вам нравится вот что: {list}, и тут есть о чём поговорить.",
      "Я помню, что вам по душе: {list}.",
      "Судя по вашему вкусу, искать стоит здесь: {list}.",
      "Ваши предпочтения ({list}) уже дают мне подсказку.",
    ],
    noTaste: [
      "Я пока плохо знаю ваш вкус.",
      "Расскажите, что вам понравилось в последнее время, и я буду от этого отталкиваться.",
    ],
    closing: [
      "Сейчас я не могу как следует подумать; спросите меня ещё раз чуть позже.",
      "Лучшего ответа у меня пока нет, попробуйте, пожалуйста, немного позже.",
      "Дайте мне немного времени и отправьте это ещё раз.",
      "Пока это всё, что я могу сказать; скоро должен получиться полный ответ.",
    ],
    and: " и ",
    comma: ", ",
  },
  ko: {
    greeting: "{name}님, 안녕하세요!",
    opening: [
      "“{words}”라는 말씀에 제대로 답해 드리고 싶어요.",
      "“{words}”, 좋은 이야깃거리네요.",
      "“{words}”라는 메시지를 받았어요.",
      "“{words}”라고 이야기해 주셔서 고마워요.",
    ],
    plainOpening: ["메시지를 잘 받았어요.", "글을 보내 주셔서 고마워요.", "보내 주신 내용을 확인했어요."],
    taste: [
      "좋아하시는 것({list})을 보면 나눌 이야기가 많아요.",
      "이런 것을 좋아하시는 걸 기억하고 있어요: {list}.",
      "취향으로 보면 {list} 쪽부터 찾아보고 싶어요.",
      "취향({list})을 알고 있으니 실마리가 돼요.",
    ],
    noTaste: ["아직 취향을 잘 몰라요.", "요즘 좋았던 것을 알려 주시면 거기서 시작할게요."],
    closing: [
      "지금은 깊이 생각할 수 없으니 잠시 후에 다시 물어봐 주세요.",
      "지금은 더 나은 답을 드리기 어려우니 조금 뒤에 다시 시도해 주세요.",
      "잠깐 기다렸다가 한 번 더 보내 주세요.",
      "지금은 이 정도만 말씀드릴 수 있지만, 곧 제대로 답할 수 있을 거예요.",
    ],
    and: ", ",
    comma: ", ",
  },
  pt: {
    greeting: "Olá, {name}!",
    opening: [
      "Você disse “{words}”, e isso merece uma boa resposta.",
      "“{words}” é um bom começo.",
      "Recebi a sua mensagem: “{words}”.",
      "Que bom que você me escreveu “{words}”.",
    ],
    plainOpening: ["A sua mensagem chegou.", "Que bom que você me escreveu.", "Recebi o que você escreveu."],
    taste: [
      "Com o seu gosto por {list}, há muito o que conversar.",
      "Lembro que você gosta de {list}.",
      "Pelo seu gosto, eu começaria a procurar por {list}.",
      "Saber do seu interesse por {list} já me dá uma pista.",
    ],
    noTaste: ["Ainda não conheço bem o seu gosto.", "Conte o que você curtiu ultimamente, e eu parto daí."],
    closing: [
      "Agora não consigo pensar com calma; pergunte de novo daqui a pouco.",
      "Neste momento não consigo ir além disso, então tente outra vez em breve.",
      "Espere um pouquinho e mande de novo.",
      "Por enquanto é só o que posso dizer; uma resposta completa deve funcionar logo.",
    ],
    and: " e ",
    comma: ", ",
  },
  it: {
    greeting: "Ciao {name}!",
    opening: [
      "Hai detto «{words}», e merita una vera risposta.",
      "«{words}» è un buon punto di partenza.",
      "Ho ricevuto il tuo messaggio: «{words}».",
      "Grazie per avermi scritto «{words}».",
    ],
    plainOpening: ["Il tuo messaggio è arrivato.", "Grazie per avermi scritto.", "Ho ricevuto quello che hai scritto."],
    taste: [
      "Con la tua passione per {list}, c'è molto di cui parlare.",
      "Tengo presente che ami {list}.",
      "Visti i tuoi gusti, cercherei prima dalle parti di {list}.",
      "Quello che ti piace, cioè {list}, mi dà già un indizio.",
    ],
    noTaste: ["Non conosco ancora bene i tuoi gusti.", "Raccontami che cosa ti è piaciuto di recente e partirò da lì."],
    closing: [
      "In questo momento non riesco a pensarci bene; chiedimelo di nuovo tra poco.",
      "Per ora non riesco a fare di meglio, quindi riprova più tardi.",
      "Dammi un attimo e poi mandamelo ancora una volta.",
      "Al momento posso dire solo questo; presto dovrei riuscire a rispondere meglio.",
    ],
    and: " e ",
    comma: ", ",
  },
};
