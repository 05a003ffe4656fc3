import type { Language } from "../../core/language.ts";

/** Words of a kind question that name nothing new. In lower case, separated by spaces. */
const plain: Readonly<Record<Language, string>> = {
  en: `feel feels feeling felt happen happened happens story like liked best favorite favourite part kind sort mean means
    help hear heard sound sounds enjoy enjoying start started plan plans planning going doing idea bit find found give
    gave remember work share hope look looking favourite good great nice kind hard special most ask talk talking person
    people try use used wish stay keep change changed different left back place`,
  es: `sentir sientes sentiste pasó pasado historia gusta gustó mejor parte favorito favorita hablar contar cuentas cuéntame recuerdas`,
  fr: `sentir sens senti ressenti passé histoire aimes préféré préférée partie parler raconter souviens plaît`,
  de: `fühlst gefühlt fühlen passiert geschichte liebsten schönste beste erzählen reden erzählst erinnerst gefällt magst`,
  pt: `sentir sentiu sentiste sentes aconteceu história gosta gostas gostou melhor parte favorita favorito falar contar lembra`,
  it: `senti sentito sentita sentire successo storia piace piaciuto parte preferita preferito parlare raccontare ricordi`,
  ru: `чувствуешь почувствовал почувствовала случилось произошло история нравится понравилось рассказать расскажешь говорить помнишь любимый любимая`,
  zh: `感觉 喜欢 发生 故事 部分 聊聊 聊 告诉 记得 心情 样`,
  ja: `気持ち 感じ 好き すき 話 話して 聞かせて お話 思い出`,
  ko: `느꼈어요 느낌 기분 이야기 일어났어요 좋아해요 기억 말해 들려줄래요`,
};

/** What a question may be about without naming it: right in any place. */
const pointing: Readonly<Record<Language, string>> = {
  en: `it, that, this, them, it all, all of it, all of that, how you feel, how you feel about that, how you feel about it, it happened, that happened, what happened`,
  es: `eso, esto, ello, lo que pasó, cómo te sientes`,
  fr: `ça, cela, tout ça, ce qui s'est passé, ce que tu ressens`,
  de: `es, das, alles, das passiert ist, es passiert ist`,
  pt: `isso, isto, tudo isso, o que aconteceu, como te sentes`,
  it: `questo, ciò, tutto questo, quello che è successo, come ti senti`,
  ru: `это, этом, это случилось, этому`,
  zh: `这件事, 这个, 那件事`,
  ja: `それ, そのこと`,
  ko: `그것, 그 일`,
};

/** A listener asks about the other one: these speak of the speaker. */
const own: Readonly<Record<Language, string>> = {
  en: `i i'm i've i'll i'd my me mine we we're we'll our us let's`,
  es: `yo mi mis me nosotros nuestro nuestra`,
  fr: `je j'ai j'aime mon ma mes moi nous notre`,
  de: `ich mein meine meinem meinen mir mich wir unser unsere`,
  pt: `eu meu minha meus minhas me nós nosso nossa`,
  it: `io mio mia miei mie noi nostro nostra`,
  ru: `я мой моя моё мои мне меня мы наш наша`,
  zh: `我 我们 我的`,
  ja: `私 わたし 僕 ぼく 俺 私たち`,
  ko: `나 저 제 내 우리 나는 저는 내가 제가`,
};

export const plainWords: Readonly<Record<Language, ReadonlySet<string>>> = setsOf(plain);
export const ownWords: Readonly<Record<Language, ReadonlySet<string>>> = setsOf(own);

export const pointingWords: Readonly<Record<Language, ReadonlySet<string>>> = setsOf(pointing, /\s*,\s*/);

function setsOf(lists: Readonly<Record<Language, string>>, between = /\s+/): Record<Language, ReadonlySet<string>> {
  const entries = Object.entries(lists).map(([language, words]) => [language, new Set(words.trim().split(between))]);
  return Object.fromEntries(entries) as Record<Language, ReadonlySet<string>>;
}
