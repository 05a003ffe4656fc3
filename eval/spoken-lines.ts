import type { EmotionLabel } from "#repartee/core/emotion.js";
import type { Language } from "#repartee/core/language.js";

/** What a person says, and how they feel as they say it. */
export interface SpokenLine {
  readonly language: Language;
  readonly emotion: EmotionLabel;
  readonly text: string;
}

type LinesOfLanguage = Readonly<Record<EmotionLabel, readonly [string, string]>>;

const table: Readonly<Record<Language, LinesOfLanguage>> = {
  en: {
    happy: [
      "My sister had her baby this morning and they are both doing great!",
      "I finished my first marathon today, I can't stop smiling.",
    ],
    sad: [
      "My grandmother's chair is still in the kitchen and I keep looking at it.",
      "Everyone left after the party and the flat feels so empty.",
    ],
    angry: [
      "They charged me twice and now nobody answers the phone.",
      "He read my messages without asking me. How dare he.",
    ],
    neutral: ["I'm waiting for the bus to the office.", "There are eggs in the fridge, so I'll make an omelette."],
    surprised: [
      "Wait, the shop gave me the whole order for free?",
      "I opened the door and my brother from Canada was standing there!",
    ],
  },
  zh: {
    happy: ["我终于考上研究生了，全家都高兴坏了！", "今天女儿第一次自己骑自行车，太棒了。"],
    sad: ["我养了十年的猫昨天走了，家里好安静。", "他搬走以后，我每天晚上都睡不着。"],
    angry: ["他们又拖欠我的工资，真是太过分了！", "他当着大家的面骂我，我真的受够了。"],
    neutral: ["我在等地铁，还有十分钟才到。", "明天下午三点我要去开会。"],
    surprised: ["什么？他们居然把一等奖给了我？", "我一开门，老同学竟然站在门口！"],
  },
  ja: {
    happy: ["やっと試験に合格したよ、うれしくてたまらない！", "今日は友だちが手作りのケーキを持ってきてくれたんだ。"],
    sad: ["ずっといっしょだった犬が、きのう死んでしまった。", "ひとりで食べる夕ごはんは、なんだか味がしない。"],
    angry: ["また約束をやぶられた。もうがまんできない！", "わたしのせいじゃないのに、全部わたしのせいにされた。"],
    neutral: ["いま駅で電車を待っています。", "あしたは午後から会議があります。"],
    surprised: ["えっ、宝くじが当たったって本当なの？", "ドアを開けたら、十年ぶりの友だちが立っていたの！"],
  },
  es: {
    happy: ["¡Me han dado la beca y me voy a estudiar a Roma!", "Hoy mi hijo dijo mamá por primera vez, qué alegría."],
    sad: ["Desde que se fue mi padre la casa está en silencio.", "Nadie se acordó de mi cumpleaños este año."],
    angry: [
      "Otra vez me han cancelado el vuelo sin avisar, es una vergüenza.",
      "Me mintió a la cara y encima se ríe de mí.",
    ],
    neutral: ["Estoy esperando el autobús para ir al trabajo.", "Mañana por la tarde tengo una reunión."],
    surprised: ["¿Cómo que me han regalado el viaje entero?", "¡Abrí la puerta y allí estaba mi primo de Argentina!"],
  },
  fr: {
    happy: [
      "J'ai eu mon permis du premier coup, je suis aux anges !",
      "Ma fille a fait ses premiers pas ce matin, c'était magnifique.",
    ],
    sad: ["Depuis que mon chat est mort, la maison est vide.", "Personne ne m'a appelée pour mon anniversaire."],
    angry: ["Ils ont encore perdu mon dossier, j'en ai vraiment assez !", "Il m'a menti et il ose me faire la leçon."],
    neutral: ["J'attends le bus pour aller au bureau.", "J'ai une réunion demain après-midi."],
    surprised: [
      "Quoi, c'est moi qui ai gagné le premier prix ?",
      "J'ai ouvert la porte et mon frère du Québec était là !",
    ],
  },
  de: {
    happy: [
      "Ich habe die Stelle bekommen und könnte die ganze Welt umarmen!",
      "Unsere Kleine ist heute zum ersten Mal allein Rad gefahren.",
    ],
    sad: ["Seit Opa tot ist, sitzt niemand mehr auf der Bank im Garten.", "Alle haben meinen Geburtstag vergessen."],
    angry: [
      "Die haben mir schon wieder die Miete erhöht, eine Frechheit!",
      "Er hat mich vor allen angeschrien, das lasse ich mir nicht gefallen.",
    ],
    neutral: ["Ich warte gerade auf den Bus ins Büro.", "Morgen Nachmittag habe ich einen Termin."],
    surprised: [
      "Was, die haben mir das ganze Geld zurückgegeben?",
      "Ich mache die Tür auf, und da steht meine Cousine aus Chile!",
    ],
  },
  ru: {
    happy: ["Я поступила в университет, мы всей семьёй радуемся!", "Сегодня сын сам прочитал свою первую книжку."],
    sad: ["Вчера умер мой старый пёс, дома очень тихо.", "Никто не вспомнил про мой день рождения."],
    angry: [
      "Мне опять не заплатили за работу, это просто наглость!",
      "Он наорал на меня при всех, я больше так не могу.",
    ],
    neutral: ["Я жду автобус, чтобы ехать на работу.", "Завтра после обеда у меня встреча."],
    surprised: ["Что, мне правда подарили всю поездку?", "Открываю дверь, а там стоит мой друг из Канады!"],
  },
  ko: {
    happy: ["드디어 시험에 합격했어요, 너무 기뻐요!", "오늘 딸이 처음으로 혼자 자전거를 탔어요."],
    sad: ["십 년을 함께한 강아지가 어제 떠났어요.", "혼자 저녁을 먹으니 마음이 텅 빈 것 같아요."],
    angry: ["또 월급을 안 줬어요. 정말 너무하지 않아요?", "제 잘못도 아닌데 다들 저한테만 뭐라고 해요, 화나 죽겠어요."],
    neutral: ["지금 회사에 가려고 버스를 기다리고 있어요.", "내일 오후에 회의가 있습니다."],
    surprised: ["네? 제가 일등이라고요? 믿을 수가 없어요!", "문을 열었더니 십 년 만에 본 친구가 서 있었어요!"],
  },
  pt: {
    happy: [
      "Passei no vestibular, nem acredito, que felicidade!",
      "O meu filho deu hoje os primeiros passos, foi lindo.",
    ],
    sad: ["Desde que o meu avô morreu a casa ficou em silêncio.", "Ninguém se lembrou do meu aniversário."],
    angry: [
      "Cobraram-me a conta duas vezes e ninguém atende, que absurdo!",
      "Ele mentiu para mim e ainda teve coragem de rir.",
    ],
    neutral: ["Estou à espera do autocarro para ir trabalhar.", "Amanhã à tarde tenho uma reunião."],
    surprised: ["O quê, fui eu que ganhei o primeiro prémio?", "Abri a porta e era a minha prima que mora no Japão!"],
  },
  it: {
    happy: ["Mi hanno dato il lavoro, sono al settimo cielo!", "Oggi mia figlia ha fatto i primi passi, che emozione."],
    sad: ["Da quando il nonno non c'è più la casa è vuota.", "Nessuno si è ricordato del mio compleanno."],
    angry: [
      "Mi hanno cancellato il treno per la terza volta, è una vergogna!",
      "Mi ha mentito in faccia e poi si è pure messo a ridere.",
    ],
    neutral: ["Sto aspettando l'autobus per andare in ufficio.", "Domani pomeriggio ho una riunione."],
    surprised: ["Come, mi hanno regalato tutto il viaggio?", "Apro la porta e c'era mio cugino che vive in Brasile!"],
  },
};

/** A hundred lines, two for each feeling in each language; with `limit`, so many of each language. */
export function spokenLines(limit: number = Infinity): readonly SpokenLine[] {
  return Object.entries(table).flatMap(([language, lines]) =>
    [0, 1]
      .flatMap((index) =>
        Object.entries(lines).map(([emotion, texts]) => ({ language, emotion, text: texts[index] }) as SpokenLine),
      )
      .slice(0, limit),
  );
}
