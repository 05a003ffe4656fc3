import type { Language } from "../../core/language.ts";

/** Words that nearly every text has: they do not say what it is about. In lower case, separated by spaces. */
const lists: Readonly<Record<Language, string>> = {
  en: `a about again all also always am an and another any anyone anything are around as at back be because been before being
    best both but by came can can't cannot come comes could couldn't day did didn't do does doesn't doing don don't done
    down each else even ever every everybody everyone everything far few first for from get gets getting go goes going
    gone got had has hasn't have haven't having he her here hers him himself his hour hours how i i'd i'll i'm i've if in
    into is isn't it its itself just kind know last let life like little long lot made make makes making many maybe me might
    mine more most much my myself need never new next nice no nobody none not nothing now of off oh ok okay old on once
    one only or other our ours out over own part please put quite really right said same saw say says see seen she should
    so some somebody someone something soon still such take takes tell than thank thanks that the their theirs them then
    there these they thing things think this those though thought three time times to today together told tomorrow tonight
    too took two under until up us use used usually very want wanted wants was wasn't way we week well went were what when
    where whether which while who whole why will with without won't would wouldn't wow year years yes yesterday yet you
    your yours yourself`,
  es: `a al algo alguien algún alguna antes aquel aquella aquí así aun aunque ayer bien cada casi como cómo con cosa cosas
    cual cuál cuando cuándo cuánto de del desde dice dijo día donde dónde dos el él ella ellas ellos en entre era eran eres
    es esa ese eso esta está están estas este esto estos estoy estás fue fueron ha había hace hacer haces han has hasta hay
    he hemos hoy la las le les lo los luego mañana más me mejor mi mí mis mismo mucho muchísimo mucha muy nada nadie ni no
    nos nosotros nuestra nuestro nunca o otra otro para pero poco por porque primera primero puede puedes pues que qué
    quién quien quiere quieres sé se sea ser si sí sido siempre sin sobre son soy su sus también tan tanto te tener tengo
    ti tiene tienes todo toda todos todas tres tu tú tus un una uno unos unas usted va van vez ya yo`,
  fr: `a à ai alors après as assez au aucun aujourd'hui aussi autre autres aux avant avec avez avoir bien bon c'est ça ce
    cela celle celui ces cet cette chaque chez chose comme comment d'accord dans de deux dehors demain depuis des dès
    devant dit dites donc du elle elles en encore entre es est et étais était être eu fait faire faut fois font hier ici
    il ils j'ai je jour juste l'a la là le les leur leurs lui ma mais me même mes mieux moi moins mon n'est ne ni non nos
    notre nous on ont ou où par parce pas peu peut peux plus pour pourquoi première premier près puis qu'est qu'il quand
    que quel quelle quelque quelqu'un qui quoi rien sa sans se sera ses si soit son sont sous suis sur ta te tellement tes
    toi ton toujours tous tout toute toutes très trois trop tu un une va vas vers veux voir vos votre vous vraiment y`,
  de: `ab aber alle allem allen alles als also am an andere auch auf aus bei beim bin bis bist da dabei dann das dass dein
    deine deinem deinen deiner dem den denn der des dich die dies diese dieser dieses dir doch dort drei du durch ein eine
    einem einen einer eines einfach einmal er erst erste ersten es etwas euch euer für ganz gar geht genau gerade gern
    gerne gesagt gestern gibt gut hab habe haben hast hat hatte hatten heute hier ich ihm ihn ihnen ihr ihre im immer in
    ist ja jede jeden jeder jemand jetzt kann kannst kein keine keiner können los mach machen machst mal man mehr mein
    meine meinem meinen meiner mich mir mit mehr morgen muss nach nein nicht nichts nie niemand noch nun nur ob oder ohne
    schon sehr sein seine seit selbst sich sie sind so sogar soll sonst tag trotzdem über um und uns unser unsere unter
    vom von vor war waren warum was weg weil weiter wenn wer werden wie wieder will willst wir wird wirklich wo wohl würde
    würdest zu zum zur zwei`,
  pt: `a agora ainda algo alguém algum alguma ali amanhã antes ao aos aquela aquele aqui as assim até bem bom cada coisa
    com como contigo da das de dela dele depois desde dia disse dizer do dois dos e é ela elas ele eles em então entre era
    eram és essa esse esta está estão estava este estou eu faz fazer foi foram fui há hoje isso isto já lá lhe mais mas me
    melhor meu meus mesmo meu minha minhas muito muita na nada não nas nem nenhum ninguém no nos nós nossa nosso nunca o
    onde ontem os ou outra outro para pela pelo por porque porquê pouco primeira primeiro pode podes qual quando quanto
    que quê quem quer queres se sem sempre ser seu sim são só sobre sou sua também tão te tem tens tenho ter teu ti toda
    todo todos três tu tua tudo um uma vai vais vez você`,
  it: `a ad adesso agli ai al alla alle allo ancora anche avere avevo bene c'è che chi ci ciò come con cosa così da dal dalla
    davvero degli dei del della delle dello dentro di dice dire domani dopo dove due e è ecco ed era erano essere fa fare
    fatto fino fra giorno già gli ha hai hanno ho i ieri il in io l'ha la le lei li lo loro lui ma mai me meglio mi mia mie
    miei mio molto nel nella nessuno niente no noi non nostra nostro nulla o oggi ogni ora per perché per più piú po' poco
    poi prima primo proprio può puoi qual qualche qualcosa qualcuno quale quando quanto quella quello questa questo qui se
    sei sempre senti senza si sì sia siamo solo sono sta stai stata stato sto su sua sul suo tanta tanto te ti tra tre
    troppo tu tua tue tuo tuoi tutta tutte tutti tutto un un' una uno va vai voglio vuoi`,
  ru: `а без бы был была были было быть в вам вас ваш весь во вот все всё всегда всего всех вчера вы где да даже два для до
    думаешь его ей ему если есть ещё еще ж же за завтра здесь и из или им их к как какая какие какой когда кого кто куда
    ли лучше мне много можешь может можно мой моя моё мои мы на над надо нас наш не него нее неё нет ни них ничего но ну о
    об один он она они оно опять от очень по под потом потому почему почти при про просто раз с сам сама свой своя сегодня
    себя сейчас сказал сказала со так такая такое такой там твой твоя твоё твои тебе тебя тем то тобой тогда того тоже
    только том три ты у уже хочешь чего чем что чтобы чуть эта эти это этого этот я`,
  zh: `我 你 您 他 她 它 我们 你们 他们 她们 的 了 吗 呢 吧 啊 是 在 有 没 没有 不 也 都 就 和 跟 很 太 真 好 这 那 这个 那个 什么 怎么 怎样 为什么 哪
    谁 吧 着 过 给 把 被 让 会 能 可以 想 要 说 去 来 到 从 对 一个 一 个 次 今天 明天 昨天 现在 时候 最 还 又 再 多 少 点 一点 觉得 知道 看 听 做 事 事情
    人 自己 大家 居然 刚 刚才 终于 以后 以前 里 上 下 因为 所以 但是 可是 如果 得 地 哦 嗯 哇 呀 吃`,
  ja: `これ それ あれ この その あの ここ そこ どこ だれ なに 何 誰 今 いま 今日 昨日 明日 私 わたし 僕 ぼく 俺 あなた 君 きみ さん ちゃん です ます ました
    でした だった した して する いる ある ない なる なった できる こと もの とき 時 ところ ため よう みたい とても すごく ほんとう 本当 本当に もう まだ また
    から まで だけ でも けど そう どう いつ いつも みんな 人 言う 言った 言って 思う 思った 中 前 後 一 二 三 日 年 月 なんて くれる くれた もらった`,
  ko: `나 저 너 제 내 네 우리 저희 그 이 그녀 것 거 수 때 더 또 안 못 잘 좀 왜 뭐 누가 누구 어디 언제 어떤 어떻게 무엇 무슨 지금 오늘 내일 어제 방금 정말
    진짜 너무 아주 많이 다 모두 그리고 그런데 하지만 그래서 있어요 없어요 해요 했어요 하고 있는 없는 같아요 돼요 됐어요 나는 저는 제가 내가 너는 네가
    있었어요 이에요 예요 했어 있어 처음 처음으로 드디어`,
};

export const stopWords: Readonly<Record<Language, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(lists).map(([language, words]) => [language, new Set(words.trim().split(/\s+/))]),
) as unknown as Record<Language, ReadonlySet<string>>;
