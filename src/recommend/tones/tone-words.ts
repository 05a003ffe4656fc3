/**
 * The words that ask for a tone, in ten languages, without accents; `*` matches any ending. Words of Chinese and
 * Japanese are found anywhere in a question, as nothing parts them.
 */
import type { Tone } from "./tone.ts";

export const toneWords: Readonly<Record<Tone, string>> = {
  thoughtful:
    "thoughtful thought-provoking thinking think thinks smarter cleverer deeper serious cerebral intelligent smart clever deep profound philosophical reflective intellectual meaningful contemplative meditative " +
    "nachdenklich* klug* tiefgrundig* reflechi* profond* intelligent* philosoph* profund* inteligente* reflexiv* intelligente* riflessiv* умн* глубок* философск* 思考 深刻 有深度 考えさせ 知的 哲学 생각하게 지적인 철학*",
  slow: "slow slower slowest slow-burn slow-burning slowburn slow-paced unhurried patient langsam* lent lente lento lenta lenti lentos lentas медленн* неспешн* 慢节奏 缓慢 スロー ゆっくり 느린 느리*",
  exciting:
    "exciting thrilling fast faster fast-paced fast-moving gripping tense tenser suspenseful suspense adrenaline action-packed nail-biting spannend* rasant* packend* palpitant* haletant* passionnant* emocionante* trepidante* avvincent* adrenalin* захватыва* напряженн* динамичн* 紧张 刺激 ハラハラ スリリング 興奮 긴장* 스릴*",
  gentle:
    "gentle gentler quiet quieter calm calmer peaceful cozy cozier cosy soothing relaxing tender soft softer subtle sanft* ruhig* leise* still* gemutlich* entspann* calme* tranquil* paisible* doux douce doucement suave* delicad* apacible* relaj* relax* tranquill* dolce delicat* спокойн* тих* нежн* 安静 平静 温柔 静か 穏やか のんびり 癒 조용* 잔잔* 편안*",
  dark: "dark darker darkest bleak bleaker gritty grittier grim grimmer gloomy gloomier sinister disturbing twisted noirish dunkel* duster* finster* sombre* noir* oscur* sombri* cup* cupo cupa мрачн* темн* 黑暗 阴暗 暗い ダーク 어두* 암울*",
  violent:
    "violent violence blood bloody bloodier bloodshed gore gory gorier brutal killing killings blut blutig* gewalt gewalttatig* brutal* violen* sang sanglant* sangr* sangue sanguin* кров* насили* жесток* 暴力 血腥 暴力的 残酷 血 流血 폭력* 잔인* 피가",
  scary:
    "scary scarier scariest frightening creepy creepier terrifying spooky horrifying eerie gruselig* unheimlich* angst effrayant* flippant* peur miedo aterrador* terrorific* medo assustador* paur* spaventos* страшн* жутк* 恐怖 可怕 吓人 怖 ホラー 무서* 무섭*",
  funny:
    "funny funnier funniest hilarious humorous witty comic comical laugh laughs laughing lustig* witzig* komisch* drole* marrant* amusant* divertid* gracios* engracad* divertent* смешн* весел* забавн* 好笑 搞笑 有趣 幽默 面白い 笑える 楽しい 웃긴 웃기* 재미있*",
  warm: "warm warmer happier sweeter feel-good feelgood heartwarming uplifting hopeful wholesome sweet charming inspiring cheer cheering cheerful happy comforting optimistic herzerwarm* warmherzig* frohlich* rechauffe* chaleureu* touchant* optimist* reconfort* conmovedor* reconfortante* calid* acolhedor* commoven* rincuorant* добр* светл* душевн* 温暖 温馨 治愈 治癒 心温まる 温かい 따뜻* 훈훈* 힐링*",
  sad: "sad sadder saddest tearjerker moving tear-jerking depressing heartbreaking melancholy melancholic tragic cry weep traurig* tragisch* melanchol* triste* tragi* melancol* грустн* печальн* трагич* 悲伤 难过 催泪 悲しい 泣ける 切ない 슬픈 슬프*",
  light:
    "light lighter lighthearted light-hearted easy easier simple simpler undemanding breezy fluffy silly fun leicht* locker* leger* legere* facile* facil ligero* ligera* leve* легк* 轻松 轻快 軽い 気軽 가벼* 쉬운",
  "for kids":
    "kids kid children child childrens toddler toddlers family-friendly kid-friendly kinder kind kindern enfant* ninos ninas ninas nino crianca* infantil* bambin* дет* ребен* 孩子 儿童 小孩 子供 子ども 아이* 어린이*",
};

/** Words that negate what follows them. */
export const negations: ReadonlySet<string> = new Set(
  (
    "not no without isn't isnt don't dont nothing never less non avoid minus nicht ohne kein keine keinen keiner nichts weniger pas sans moins " +
    "sin nada menos sem nao senza niente meno без не нет ничего меньше"
  ).split(" "),
);

/** May stand between a negation and what it turns round. */
export const between: ReadonlySet<string> = new Set(
  "too so very much any a the that all overly really much many lot of zu so viel sehr allzu die der das trop de d' du la le demasiado mucha mucho muy tan muito muita demais troppo troppa molto слишком очень".split(
    " ",
  ),
);

/** Ends what a negation reaches: `not scary but funny`. */
export const turns: ReadonlySet<string> = new Set("but aber sondern mais pero sino mas ma но а".split(" "));
