/**
 * What contradicts a feeling. The lists hold whole turns of speech rather than words, so that "it is not wonderful at
 * all" or "I wish something lovely for you" is left alone.
 */
import type { PhraseTable } from "../phrase-matcher.ts";

/** Joy over what somebody said: wrong to the sad and to the angry. */
export const rejoicing: PhraseTable = {
  en: `how wonderful, how lovely, how nice, how exciting, how great, how fun, how amazing, how delightful,
    that's wonderful, that is wonderful, that's great, that is great, that's amazing, that is amazing,
    that's awesome, that's fantastic, that's lovely, that is lovely, that's exciting, that's so exciting,
    that's a great, that's a wonderful, that's a beautiful, that's good news, that's good to hear,
    that sounds wonderful, that sounds great, that sounds lovely, that sounds fun, that sounds amazing,
    that sounds like fun, what a wonderful, what a great, what a lovely, what a beautiful, what good news,
    congratulations, well done, i'm so happy, i am so happy, i'm happy for, i'm happy that, i'm glad to hear,
    i'm so glad, i am so glad, i'm glad you're, i'm glad that, glad you're enjoying, i'm excited,
    i'm thrilled, makes me smile, makes me happy, so proud of you, enjoy yourself, have fun, celebrate*,
    hooray, yay, good for you, lucky you, you're so lucky, you must be so happy`,
  es: `qué bien, qué maravilla, qué maravilloso, qué bonito, qué bueno, qué alegría, qué emoción, qué suerte,
    qué divertido, genial, fantástico, enhorabuena, felicidades, me alegro, me alegra, estoy feliz,
    disfruta*, bien hecho`,
  fr: `c'est merveilleux, quelle merveille, c'est génial, c'est super, c'est formidable,
    c'est une bonne nouvelle, quelle bonne nouvelle, quelle joie, comme c'est beau, comme c'est joli,
    quelle chance, félicitations, bravo, je suis content, je suis contente, je suis heureux,
    je suis heureuse, je suis ravi*, profites en bien, amuse toi`,
  de: `wie schön, wie wunderbar, wie toll, das ist toll, das ist wunderbar, das ist großartig, das ist schön,
    das klingt toll, das klingt schön, das klingt wunderbar, das freut mich, ich freue mich,
    herzlichen glückwunsch, glückwunsch, gratuliere, gut gemacht, genieße es, viel spaß, was für eine freude,
    super`,
  pt: `que bom, que maravilha, que lindo, que legal, que ótimo, que ótima, que alegria, que sorte, parabéns,
    fico feliz, estou feliz, fico contente, aproveita, aproveite, fantástico, muito bem feito`,
  it: `che bello, che bella, che meraviglia, che gioia, che fortuna, fantastico, meraviglioso, congratulazioni,
    complimenti, sono felice, sono contento, sono contenta, goditi, divertiti, ottima notizia,
    bellissima notizia, bravo, brava`,
  ru: `как здорово, как чудесно, как замечательно, как хорошо, как прекрасно, это здорово, это прекрасно,
    это замечательно, это чудесно, поздравляю, я рад, я рада, рад за, рада за, какая радость,
    отличная новость, прекрасная новость, молодец, наслаждайся, ура`,
  zh: `太好了, 太棒了, 真棒, 恭喜, 真为你高兴, 为你高兴, 好消息, 真开心, 好开心, 太开心, 真幸运, 好极了, 祝贺`,
  ja: `よかったね, よかったです, おめでとう, すてきだね, すてきですね, 素敵ですね, 素晴らしい, すばらしい, うれしいね, 嬉しいです, うれしいです, 楽しそう, たのしそう, 最高だね`,
  ko: `축하, 멋지네요, 멋져요, 정말멋진, 잘됐네요, 잘됐어요, 좋은소식, 기뻐요, 기쁘네요, 신나네요, 훌륭해요, 대단해요, 즐기세요`,
};

/** Makes little of a trouble, or blames the one who has it: wrong to the sad and to the angry. */
export const dismissing: PhraseTable = {
  en: `no worries, no problem, don't worry about it, calm down, cheer up, get over it, not a big deal,
    no big deal, it's your fault, your own fault, your excuse, what's wrong with you, what is wrong with you,
    you should be ashamed, don't be sad, don't be angry, don't cry, stop crying, you're overreacting,
    it could be worse, you deserve*, did you do to make, did you do to deserve, did you do to cause,
    did you do to get, you did wrong, did you do wrong, did you do that for, improve your behavior,
    shame on you, just relax, you're lazy, you are lazy, who cares, you never wash*, you're the problem,
    wash your own`,
  es: `no pasa nada, no es para tanto, cálmate, tranquilízate, anímate, es culpa tuya, es tu culpa, no llores,
    no estés triste, no te enfades, te lo mereces, exageras, qué te pasa a ti`,
  fr: `ce n'est pas grave, c'est pas grave, calme toi, c'est ta faute, c'est de ta faute, ne pleure pas,
    ne sois pas triste, tu exagères, tu le mérites, pas de souci, pas de problème`,
  de: `kein problem, keine sorge, beruhige dich, beruhig dich, kopf hoch, selbst schuld, deine schuld,
    nicht so schlimm, halb so schlimm, wein nicht, weine nicht, sei nicht traurig, reg dich nicht auf,
    du übertreibst, stell dich nicht so an`,
  pt: `sem problema, calma aí, acalme se, acalma te, a culpa é tua, a culpa é sua, é culpa sua,
    não chore, não chores, não fique triste, não fiques triste, não é para tanto, tu mereces, você merece`,
  it: `nessun problema, non fa niente, calmati, è colpa tua, non piangere, non essere triste, stai esagerando,
    te lo meriti, non è niente di grave, tirati su`,
  ru: `ничего страшного, не проблема, успокойся, сам виноват, сама виновата, твоя вина, не плачь, не грусти,
    не злись, ты преувеличиваешь, подумаешь, так тебе и надо`,
  zh: `没关系的啦, 别哭, 别难过了, 别生气了, 冷静点, 冷静一下, 是你的错, 都怪你, 小题大做, 没什么大不了, 活该`,
  ja: `気にしないで, 泣かないで, 落ち着いて, 怒らないで, 大したことない, たいしたことない, あなたのせい, 君のせい, 自業自得, 大げさ`,
  ko: `별일아니, 울지마, 진정해, 진정하세요, 화내지마, 네탓, 당신탓, 네잘못, 당신잘못, 신경쓰지마, 오버하지`,
};

/** Pity: wrong to the happy, and to who only says what they are doing. */
export const pitying: PhraseTable = {
  en: `i'm sorry, i'm so sorry, i am sorry, i am so sorry, so sorry to hear, how sad, how terrible, how awful,
    that's terrible, that is terrible, that's awful, that's so sad, that's just sad, that's a sad,
    must be so hard, must be hard for you, sounds really hard, that's so unfair, that is so unfair,
    what a pity, that's horrible`,
  es: `lo siento, qué pena, qué triste, qué lástima, qué horror, qué terrible, debe de ser duro,
    tiene que ser muy duro, qué injusto`,
  fr: `je suis désolé*, désolé, désolée, c'est triste, comme c'est triste, quel dommage, c'est terrible,
    c'est affreux, ça doit être très dur, c'est injuste`,
  de: `tut mir leid, tut mir so leid, tut mir sehr leid, wie traurig, das ist traurig, wie schrecklich,
    das ist schrecklich, wie schade, das ist unfair, das ist so unfair, das muss schwer`,
  pt: `sinto muito, lamento, que pena, que triste, que horror, que terrível, deve ser muito difícil,
    que injusto`,
  it: `mi dispiace, che tristezza, che peccato, che triste, che orrore, è terribile,
    deve essere molto difficile, deve essere duro, che ingiustizia`,
  ru: `мне жаль, мне очень жаль, сочувствую, как грустно, как жаль, это ужасно, какой ужас, как печально,
    как обидно, это несправедливо`,
  zh: `很遗憾, 真遗憾, 我很难过, 太难过了, 真可怜, 太糟糕了, 真糟糕, 太不公平`,
  ja: `お気の毒, かわいそう, かなしいね, 悲しいね, 悲しいですね, 残念, ひどいね, つらいね, 辛いですね`,
  ko: `유감, 안타깝, 슬프네요, 속상하, 힘드시겠, 힘들겠, 불쌍, 너무하네요`,
};

/** Anger at the one who speaks: wrong to everybody. */
export const insulting: PhraseTable = {
  en: `you're stupid, you are stupid, shut up, you idiot, you're an idiot, i hate you, you're ugly,
    you're pathetic, you are pathetic, you're useless, leave me alone, go away, kill yourself,
    you're a bad person, you're worthless`,
  es: `eres tonto, eres tonta, cállate, te odio, eres inútil, déjame en paz, idiota`,
  fr: `tu es stupide, tais toi, je te déteste, tu es nul, laisse moi tranquille, idiot, idiote`,
  de: `du bist dumm, halt den mund, halt die klappe, ich hasse dich, du idiot, lass mich in ruhe`,
  pt: `você é burro, cala a boca, te odeio, idiota, me deixe em paz`,
  it: `sei stupido, sei stupida, stai zitto, stai zitta, ti odio, idiota, lasciami in pace`,
  ru: `ты глупый, ты глупая, ты дурак, ты дура, заткнись, ненавижу тебя, отстань`,
  zh: `你真笨, 你很笨, 闭嘴, 我讨厌你, 滚开, 白痴`,
  ja: `うるさい, 黙れ, だまれ, 大嫌い, あっち行け, バカだね, ばかだね`,
  ko: `닥쳐, 바보야, 멍청, 미워해, 꺼져`,
};
