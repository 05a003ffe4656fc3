/**
 * What the classifier has to beat: the usual list of words a feeling, in all ten languages. Words are looked for as parts
 * of the text where a language has no spaces or many endings (`*`), as whole words elsewhere. Confidence is the share of
 * the hits, so that it can be measured alike.
 */
import { distributionReading } from "#repartee/chat/emotion/distribution.js";
import { emotionLabels, type EmotionLabel, type EmotionReading } from "#repartee/core/emotion.js";

const keywords: Readonly<Record<Exclude<EmotionLabel, "neutral">, string>> = {
  happy:
    "happy glad joy joyful excited wonderful great awesome amazing love loved lovely fantastic delighted proud yay laugh laughed laughing smile smiling fun thanks grateful relieved perfect beautiful haha 😊 😂 ❤️ :) " +
    "开心* 高兴* 快乐* 幸福* 太棒* 太好* 哈哈* うれし* 嬉し* 楽し* 幸せ* 最高* 大好き* やった* feliz contento contenta alegr* encanta* genial gracias* heureu* content contente joie génial* adore* merci* " +
    "glücklich* froh freue* freu* toll* schön* super* danke* счаст* рад рада радост* весел* ура* отлич* прекрас* спасибо* 행복* 기뻐* 기쁘* 좋아* 신나* 즐거* 재밌* 재미있* alegria* adoro* adorei* amo ótim* maravilh* obrigad* felice* content* gioia* bell* evviva* grazie*",
  sad:
    "sad unhappy lonely alone cry crying cried tears miss depressed miserable heartbroken hopeless died death dead lost lose grief hurt hurts empty sorry funeral failed rejected 😢 😭 :( " +
    "难过* 伤心* 孤单* 孤独* 哭* 去世* 想念* 痛苦* 失恋* 绝望* 悲し* 寂し* さびし* 泣* 涙* 辛い* つら* 死* 亡くな* triste* solo sola llor* murió* murieron extrañ* deprimid* duele* seul* pleur* mort* malheureu* manque* déprim* " +
    "traurig* einsam* allein* wein* gestorben* tot vermiss* unglücklich* грус* одинок* плач* плак* умер* скуча* печал* больно* 슬퍼* 슬프* 외로* 울었* 울어* 눈물* 우울* 돌아가* sozinh* chor* morreu* saudade* perdi* sol* piang* manca* mort* depress*",
  angry:
    "angry mad furious annoyed annoying hate hated pissed fed outraged rage stupid idiot jerk damn hell unfair ridiculous unacceptable disgusting liar lied shut fuming livid 😡 🤬 " +
    "生气* 气死* 烦死* 讨厌* 可恶* 过分* 混蛋* 愤怒* 怒* 腹が立* 腹立* むかつ* 許せな* ふざけ* イライラ* うるさ* 最低* rabia* odio* furios* enojad* enfadad* harto* harta* idiota* imbécil* colère* furieu* énerv* déteste* marre* honte* " +
    "wütend* sauer hasse* nerv* frech* unverschämt* idiot* scheiß* verdammt* зл* бес* ненави* достал* наглост* идиот* хам* 화나* 화가* 짜증* 열받* 미치겠* 싫어* raiva* ódio* irritad* absurdo* chega arrabbiat* rabbia* odi* schifo* basta vergogna*",
  surprised:
    "wow surprised surprise shocked shock amazed astonished unbelievable unexpected suddenly omg whoa really seriously believe what?! what?? stunned speechless 😮 😲 🤯 😱 " +
    "惊讶* 居然* 竟然* 没想到* 天哪* 天啊* 真的吗* 不敢相信* びっくり* 驚* まさか* 信じられ* 本当に？* えっ* sorpres* increíble* vaya creer* serio* repente* surpris* incroyable* vraiment* soudain* croire* " +
    "überrasch* wirklich* plötzlich* unglaublich* glauben* удив* неожидан* вдруг* правда* верить* шок* 놀라* 놀랐* 깜짝* 세상에* 말도 안* 진짜야* 헐* surpres* sério* nossa* acredit* sorpres* davvero* incredibil* improvvis* credere*",
};

const lists = Object.entries(keywords).map(([label, list]) => ({
  label,
  whole: new Set(list.split(" ").filter((word) => !word.endsWith("*"))),
  parts: list
    .split(" ")
    .filter((word) => word.endsWith("*"))
    .map((word) => word.slice(0, -1)),
}));

export function readByKeywords(text: string): EmotionReading {
  const lower = text.toLowerCase();
  const words = lower.split(/[^\p{L}\p{M}\p{Extended_Pictographic}!?:()']+/u).map((word) => word.replace(/[!?]$/, ""));
  const hits = (label: EmotionLabel): number => {
    const list = lists.find((one) => one.label === label);
    if (list === undefined) return 0;
    const parts = list.parts.filter((part) => isPartOf(part, lower, words));
    return words.filter((word) => list.whole.has(word)).length + parts.length;
  };
  const counts = emotionLabels.map(hits);
  const none = counts.every((count) => count === 0);
  return distributionReading(
    emotionLabels.map((label, index) => (none && label === "neutral" ? 1 : (counts[index] ?? 0)) + 0.1),
    "text",
  );
}

/** Letters with spaces between the words: a part has to begin a word, or `mort` would be found in `amortize`. */
function isPartOf(part: string, lower: string, words: readonly string[]): boolean {
  return /^[\p{Script=Latin}\p{Script=Cyrillic}]/u.test(part)
    ? words.some((word) => word.startsWith(part))
    : lower.includes(part);
}
