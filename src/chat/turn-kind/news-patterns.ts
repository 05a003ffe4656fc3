/**
 * News of a few words that ask for more than a feeling does: something won, a death, a small misfortune. A pattern is the
 * whole turn, in `foldedForm`; who tells more tells a story. "I lost my keys" and "my dog died" are both sad, and the same
 * words answer one of them wrongly.
 */
import type { Language } from "../../core/language.ts";
import type { News } from "./turn-kinds.ts";

type Patterns = Readonly<Record<Language, RegExp>>;

/** @param source Of one or more alternatives, @param before Words that may stand before it, @param after and behind it. */
function whole(source: string, before: string, after: string): RegExp {
  return new RegExp(`^ (?:(?:${before}) )*(?:${flat(source)})(?: (?:${after}))* $`, "u");
}

function tight(source: string): RegExp {
  return new RegExp(`^(?:${flat(source)})$`, "u");
}

function flat(source: string): string {
  return source.replaceAll(/\s*\n\s*/g, "");
}

const said = {
  en: "ollie|oh|oh no|ugh|hey|yes|yay|wow|omg|oh my god|guess what|woohoo|hooray|finally|today|and|so|good news|no",
  es: "oh|ay|ay no|si|hola|por fin|hoy|adivina que|y|no",
  fr: "oh|oh non|oui|ouais|hourra|ca y est|enfin|aujourd hui|devine quoi|et|non",
  de: "oh|oh nein|ja|juhu|hurra|endlich|heute|rate mal|stell dir vor|und|nein|mist",
  it: "oh|oh no|si|evviva|finalmente|oggi|indovina|e|no|uffa",
  pt: "oh|oh nao|sim|oba|finalmente|hoje|adivinha|e|nao",
  ru: "ох|о нет|ура|да|наконец|наконец то|сегодня|представляешь|и|нет|блин",
} as const;
const when = {
  en: "today|now|yesterday|finally|at last|again|last night|last week|this morning|this week|this afternoon|just now|and i am so happy|suddenly|ollie|too",
  es: "hoy|ayer|anoche|por fin|esta manana|otra vez|esta semana|de repente",
  fr: "aujourd hui|hier|enfin|ce matin|cette nuit|hier soir|encore|cette semaine|soudainement",
  de: "heute|gestern|endlich|heute morgen|heute frueh|heute nacht|gestern abend|schon wieder|diese woche|ploetzlich|plotzlich",
  it: "oggi|ieri|finalmente|stamattina|stanotte|ieri sera|di nuovo|questa settimana|all improvviso",
  pt: "hoje|ontem|finalmente|esta manha|esta noite|ontem a noite|outra vez|de novo|esta semana|de repente",
  ru: "сегодня|вчера|наконец|утром|сегодня утром|ночью|вчера вечером|опять|снова|на этои неделе|внезапно",
} as const;

const success: Patterns = {
  en: whole(
    `(?:i|we) (?:(?:just|finally|actually|really|have|ve|even) )*(?:
       passed(?: (?:it|all of them|everything|(?:my|the|all my|both|that)(?: \\S+){0,2} (?:exams?|tests?|finals?|interview|course|class|audition|bar|year)|maths?))?
      |got (?:(?:the|a|that|my|this) )?(?:\\S+ )?(?:job|promotion|part|role|scholarship|raise|internship|visa)
      |got (?:promoted|accepted|hired|engaged|married|in)|got into (?:university|college|uni|medical school|med school|law school)
      |won(?: (?:it|the|a|first|our|my)(?: \\S+){0,3})?|did it|made it|made the (?:team|cut)|graduated|aced (?:it|(?:my|the)(?: \\S+){1,2})|nailed it)
    |(?:i m|i am|we re|we are|my wife is|my sister is) (?:pregnant|engaged|getting married|having a baby)|(?:she|he) said yes`,
    said.en,
    when.en,
  ),
  es: whole(
    `(?:he )?(?:aprobe|aprobado|pase|gane|ganamos|ganado)(?: (?:el|la|mi|mis|los|las|todo)(?: \\S+){0,3})?|(?:me (?:dieron|han dado)|consegui|he conseguido) (?:el|la|un|una|mi) (?:nuevo )?(?:trabajo|puesto|beca|papel|ascenso|empleo)
    |me (?:han )?(?:ascendieron|ascendido|contrataron|contratado|aceptaron|aceptado|gradue)|lo (?:logre|consegui|logramos)|estoy embarazada|nos (?:vamos a casar|casamos)|dijo que si`,
    said.es,
    when.es,
  ),
  fr: whole(
    `(?:j ai|on a|nous avons) (?:reussi|gagne|eu)(?: (?:mon|mes|le|la|l|un|une|tous|tout)(?: \\S+){1,3})?|j ai (?:eu|obtenu|decroche) (?:le|ce|un|mon) (?:poste|boulot|travail|job|emploi|role|bac|permis|diplome)
    |j ai ete (?:promue?|acceptee?|embauchee?|admise?|recue?)|je suis (?:enceinte|fiancee?|admise?|recue?|prise?)|on va se marier|(?:elle|il) a dit oui`,
    said.fr,
    when.fr,
  ),
  de: whole(
    `(?:ich|wir) (?:hab|habe|haben) (?:(?:die|den|das|meine|meinen|mein|alle)(?: \\S+){1,2} )?(?:endlich )?(?:bestanden|gewonnen|geschafft)|(?:ich|wir) (?:hab|habe|haben) es (?:endlich )?geschafft
    |ich (?:hab|habe) (?:den|die|einen|eine) (?:neuen |neue )?(?:job|stelle|arbeit|rolle|stipendium|platz|ausbildungsplatz|studienplatz) (?:bekommen|gekriegt)|ich (?:bin|wurde) (?:befordert|angenommen|eingestellt|schwanger|verlobt)(?: worden)?|wir (?:heiraten|sind verlobt|bekommen ein (?:baby|kind))|(?:sie|er) hat ja gesagt`,
    said.de,
    when.de,
  ),
  it: whole(
    `(?:ho|abbiamo) (?:passato|superato|vinto)(?: (?:il|la|lo|l|gli|le|un|tutto|tutti)(?: \\S+){0,3})?|(?:ho (?:avuto|ottenuto|preso|trovato)|mi hanno dato) (?:il|un|quel|la|una) (?:nuovo |nuova )?(?:lavoro|posto|promozione|ruolo|parte|borsa di studio|patente)
    |mi hanno (?:promoss[oa]|assunt[oa]|accettat[oa]|pres[oa])|sono stat[oa] (?:promoss[oa]|assunt[oa]|ammess[oa])|ce l (?:ho|abbiamo) fatta|mi sono laureat[oa]|sono incinta|ci sposiamo|ha detto di si`,
    said.it,
    when.it,
  ),
  pt: whole(
    `(?:eu |nos )?(?:passei|ganhei|ganhamos|vencemos)(?: (?:no|na|o|a|em|de|do|tudo)(?: \\S+){0,3})?|(?:eu )?(?:consegui|arranjei) (?:o|um|aquele|a|uma) (?:novo |nova )?(?:emprego|trabalho|vaga|bolsa|papel|promocao)
    |fui (?:promovid[oa]|aceit[oae]|contratad[oa]|aprovad[oa])|(?:eu )?consegui|conseguimos|estou gravida|vamos (?:nos )?casar|(?:ela|ele) disse sim`,
    said.pt,
    when.pt,
  ),
  ru: whole(
    `(?:я |мы )?(?:все |всё )?(?:сдала?|выиграла?|выиграли|победила?|победили|поступила?)(?: (?:на|в|все|свои|экзамен|экзамены|этот|первое)(?: \\S+){0,3})?|меня (?:взяли|приняли|повысили)(?: (?:на работу|в \\S+))?|я (?:получила?|нашла?|нашел) (?:новую |эту )?(?:работу|роль|стипендию|права)
    |у (?:меня|нас) получилось|я (?:беременна|выхожу замуж)|мы (?:женимся|поженимся)|(?:она|он) сказала? да`,
    said.ru,
    when.ru,
  ),
  zh: tight(
    `(?:今天|我们?|终于|刚刚|太好了|耶)*(?:考试|考研|驾照|面试|比赛|比赛终于)?(?:都)?(?:终于)?(?:通过|考过|考上|及格|赢|做到|成功|毕业|升职|怀孕|被录取|录取|找到(?:新)?工作|拿到(?:了)?(?:offer|工作|奖学金)|得(?:了)?(?:第一名|奖))(?:了)?(?:考试|面试|比赛|大学|冠军)?(?:了|啦|哦)?`,
  ),
  ja: tight(
    `(?:きょう|今日|やった|ついに|やっと|ねえ)*(?:テスト|試験|面接|大会|試合|大学|しけん)?(?:に|が|で|も)?(?:合格した|合格しました|受かった|受かりました|勝った|勝ちました|優勝した|優勝しました|昇進した|内定もらった|内定をもらった|仕事が決まった|就職が決まった|卒業した|妊娠した|婚約した)(?:よ|んだ|の|ぞ)*`,
  ),
  ko: tight(
    `(?:나|저|오늘|드디어|우리|와|야호)*(?:시험|면접|대회|경기|대학|대학교)?(?:에|을|를|에서)?(?:합격했|붙었|통과했|이겼|우승했|승진했|취직했|취업했|졸업했|임신했|약혼했)(?:어|어요|다|습니다|음)`,
  ),
};

const bereavement: Patterns = {
  en: whole(
    `(?:my|our)(?: \\S+){0,2} (?:mother|mom|mum|mummy|dad|daddy|father|parents?|grand(?:ma|pa|mother|father|dad|mum|parents?)|granny|gran|nana|nan|brother|sister|son|daughter|baby|husband|wife|partner|boyfriend|girlfriend|uncle|aunt|auntie|cousin|nephew|niece|friend|neighbou?r|teacher|dog|puppy|cat|kitten|hamster|rabbit|bunny|horse|pony|bird|parrot|budgie|canary|fish|goldfish|guinea pig|turtle|tortoise|pet)(?: (?!almost|nearly|never|s )\\S+)?(?: (?:just|has|sadly|suddenly))* (?:died|passed away|is dead|was put down|was put to sleep)(?: (?:in|of|from|at|on)(?: \\S+){1,3})?
    |i (?:just )?lost my (?:mother|mom|mum|dad|father|grand(?:ma|pa|mother|father)|granny|nana|brother|sister|son|daughter|baby|husband|wife|best friend)(?: to (?:\\S+ )?(?:cancer|covid|disease))?
    |(?:we|i) had to (?:put|have) (?:my|our) (?:dog|cat|horse|rabbit|old dog|old cat) (?:down|to sleep|put down|put to sleep)`,
    said.en,
    when.en,
  ),
  es: whole(
    `(?:(?:se )?(?:murio|ha muerto|fallecio|ha fallecido)) (?:mi|nuestr[oa])(?: \\S+){1,2}|(?:mi|nuestr[oa])(?: (?!movil|telefono|coche|ordenador|portatil|bateria)\\S+){1,2} (?:se )?(?:murio|ha muerto|fallecio|ha fallecido)|perdi a mi (?:madre|padre|abuel[oa]|herman[oa]|hij[oa]|marido|mujer|esposa?|amig[oa])`,
    said.es,
    when.es,
  ),
  fr: whole(
    `(?:mon|ma|notre|mes)(?: (?!telephone|portable|voiture|ordinateur|batterie)\\S+){1,2} (?:est|sont) (?:mort|morte|morts|decedee?|partie? pour toujours)|j ai perdu (?:mon|ma) (?:mere|pere|grand mere|grand pere|mamie|papi|frere|s\\S+ur|fils|fille|mari|femme|meilleure? amie?)`,
    said.fr,
    when.fr,
  ),
  de: whole(
    `(?:mein|meine|unser|unsere)(?: (?!handy|akku|auto|computer|laptop)\\S+){1,2} ist(?: (?:heute|gestern|heute nacht|heute morgen|letzte woche|plotzlich))* (?:gestorben|tot|verstorben|eingeschlafen)|ich (?:hab|habe) (?:meine|meinen) (?:mutter|vater|oma|opa|bruder|schwester|sohn|tochter|mann|frau|besten freund|beste freundin) verloren|wir mussten (?:unseren|unsere|meinen|meine) \\S+ einschlafern lassen`,
    said.de,
    when.de,
  ),
  it: whole(
    `(?:e|mi e) mort[oa] (?:il|la|mi[oa]|il mio|la mia|l)(?: \\S+){1,2}|(?:mi[oa]|il mio|la mia|il nostro|la nostra)(?: (?!telefono|cellulare|computer|macchina)\\S+){1,2} (?:e|ci ha) (?:mort[oa]|mancat[oa]|scompars[oa]|lasciat[oi])|ho perso (?:mi[oa]|il mio|la mia) (?:madre|padre|nonn[oa]|fratello|sorella|figli[oa]|marito|moglie|miglior amic[oa])`,
    said.it,
    when.it,
  ),
  pt: whole(
    `(?:o meu|a minha|meu|minha|o nosso|a nossa)(?: (?!telemovel|celular|carro|computador)\\S+){1,2} (?:morreu|faleceu)|(?:morreu|faleceu) (?:o meu|a minha|meu|minha)(?: \\S+){1,2}|perdi (?:o meu|a minha|meu|minha) (?:mae|pai|avo|irma|irmao|filh[oa]|marido|mulher|esposa|melhor amig[oa])`,
    said.pt,
    when.pt,
  ),
  ru: whole(
    `(?:(?:у меня|у нас) )?(?:умерла?|умерли|погибла?|скончалась|скончался|не стало)(?: (?:моя|мои|моеи|моего|наша|наш|нашеи|нашего))?(?: (?!телефон|компьютер|ноутбук)\\S+){1,2}|(?:(?:моя|мои|наша|наш) )?(?!телефон|компьютер|ноутбук)\\S+ (?:умерла?|умерли|погибла?|скончалась|скончался)|я потеряла? (?:маму|папу|мать|отца|бабушку|дедушку|брата|сестру|сына|дочь|мужа|жену)`,
    said.ru,
    when.ru,
  ),
  zh: tight(
    `(?:今天|昨天|昨晚|今早|我家?的?|我们家?的?)*(?:奶奶|爷爷|外婆|外公|姥姥|姥爷|妈妈|爸爸|母亲|父亲|哥哥|弟弟|姐姐|妹妹|朋友|好朋友|丈夫|妻子|老公|老婆|儿子|女儿|狗|狗狗|小狗|猫|猫咪|小猫|仓鼠|兔子|金鱼|鹦鹉)(?:今天|昨天|昨晚|今早|上周|刚刚)?(?:死了|去世了|走了|过世了|离世了|死掉了)`,
  ),
  ja: tight(
    `(?:きょう|今日|昨日|きのう|今朝|昨夜|うちの|飼っていた|わたしの|私の|ぼくの|僕の|大好きな)*(?:おばあちゃん|祖母|おじいちゃん|祖父|母|お母さん|父|お父さん|兄|姉|弟|妹|友だち|友達|親友|夫|妻|犬|いぬ|猫|ねこ|ハムスター|うさぎ|金魚|インコ)(?:が|は)?(?:きょう|今日|昨日|今朝|昨夜)?(?:死んだ|死にました|亡くなった|亡くなりました|死んでしまった|死んじゃった|死んでしまいました)(?:の|んだ|よ)*`,
  ),
  ko: tight(
    `(?:오늘|어제|어젯밤|우리|제|저희|내|나의)*(?:할머니|할아버지|엄마|어머니|아빠|아버지|형|오빠|누나|언니|동생|친구|남편|아내|강아지|개|고양이|햄스터|토끼|금붕어|앵무새)(?:가|이|께서)?(?:오늘|어제|어젯밤)?(?:죽었|돌아가셨|세상을떠났|무지개다리를건넜)(?:어|어요|다|습니다)`,
  ),
};

const smallThings = {
  en: "(?:\\S+ )?(?:keys?|phone|wallet|purse|umbrella|glasses|bag|charger|headphones|gloves?|scarf|homework|book|mug|cup|plate|glass|vase|coffee|tea|milk|juice|bus|train|tram|flight|plane|appointment|alarm|toast|dinner|lunch|cake|cookies|bike|password|ticket|hat|ring|laptop)",
} as const;

const mishap: Patterns = {
  en: whole(
    `i (?:(?:just|have|ve|accidentally|totally) )*(?:lost|forgot|broke|dropped|spilled|spilt|missed|burned|burnt|misplaced|can t find|cannot find|left) (?:my|the|a|some) ${smallThings.en}(?: (?:at|on|in|over)(?: \\S+){1,3})?
    |i (?:(?:just|have|ve) )*locked myself out|i overslept|my (?:phone|laptop|computer|car|bike|printer|washing machine|fridge|glasses|umbrella) (?:(?:just|has|is) )*(?:died|broke|broken|broke down|won t start|crashed)|i got a flat tire`,
    said.en,
    when.en,
  ),
  es: whole(
    `(?:he )?(?:perdi|perdido|olvide|olvidado|rompi|roto) (?:el|la|los|las|mi|mis) (?:llaves?|movil|telefono|cartera|paraguas|gafas|bolso|mochila|autobus|bus|tren|vuelo|cita|taza|vaso|plato|deberes)|(?:se me (?:cayo|rompio|olvido|quemo|perdio|ha roto|ha caido)|no encuentro) (?:el|la|los|las|mi|mis) \\S+|se me (?:olvidaron|cayeron|perdieron) (?:las|los|mis) \\S+|me (?:quede|he) dormid[oa]`,
    said.es,
    when.es,
  ),
  fr: whole(
    `j ai (?:perdu|oublie|casse|rate|fait tomber|renverse|brule) (?:mon|ma|mes|le|la|les|l|un|une) ?(?:clefs?|cles?|telephone|portable|portefeuille|parapluie|lunettes|sac|bus|train|avion|rendez vous|tasse|verre|assiette|devoirs|cafe|the|diner|gateau)|je ne (?:trouve|retrouve) plus (?:mon|ma|mes) \\S+|mon (?:telephone|ordinateur|portable) est (?:casse|mort)`,
    said.fr,
    when.fr,
  ),
  de: whole(
    `ich (?:hab|habe) (?:mein|meine|meinen|den|die|das|eine|einen|mir den) (?:\\S+ )?(?:schlussel|handy|geldbeutel|geldborse|brieftasche|portemonnaie|schirm|regenschirm|brille|tasche|bus|zug|bahn|flug|termin|tasse|glas|teller|hausaufgaben|kaffee|tee|essen|kuchen) (?:verloren|vergessen|kaputt gemacht|fallen lassen|verpasst|verschuttet|anbrennen lassen|zerbrochen|verlegt)|ich finde (?:mein|meine|meinen) \\S+ nicht(?: mehr)?|ich hab(?:e)? (?:mich ausgesperrt|verschlafen)|mein (?:handy|laptop|computer|auto|fahrrad) ist kaputt`,
    said.de,
    when.de,
  ),
  it: whole(
    `ho (?:perso|dimenticato|rotto|fatto cadere|rovesciato|bruciato) (?:il|la|lo|le|i|gli|l|il mio|la mia|un|una) ?(?:chiavi|telefono|cellulare|portafoglio|ombrello|occhiali|borsa|autobus|treno|aereo|volo|appuntamento|tazza|bicchiere|piatto|compiti|caffe|cena|torta)|non trovo piu (?:il|la|le|gli|i)(?: mi[oaei\\S]*)? \\S+|mi (?:e|si e) (?:caduto|rotto|caduta|rotta) (?:il|la|un|una) \\S+|il (?:telefono|computer) si e rotto`,
    said.it,
    when.it,
  ),
  pt: whole(
    `(?:eu )?(?:perdi|esqueci|parti|quebrei|deixei cair|entornei|derramei|queimei) (?:o|a|os|as|o meu|a minha|as minhas|os meus|meu|minha|minhas|um|uma) ?(?:chaves?|telemovel|celular|telefone|carteira|guarda chuva|oculos|mala|mochila|autocarro|onibus|comboio|trem|voo|consulta|chavena|xicara|copo|prato|cafe|jantar|bolo|deveres)|nao encontro (?:o meu|a minha|as minhas|os meus|meu|minha) \\S+|o meu (?:telemovel|computador|carro) (?:avariou|quebrou)`,
    said.pt,
    when.pt,
  ),
  ru: whole(
    `я (?:потеряла?|забыла?|разбила?|сломала?|уронила?|пролила?|сожгла?|сжег) (?:свои |свою |мои |мою )?(?:ключи?|телефон|кошелек|зонт|зонтик|очки|сумку|чашку|кружку|тарелку|стакан|кофе|чаи|ужин|пирог|домашку)|я (?:опоздала?|не успела?) на (?:автобус|поезд|самолет|трамваи)|я проспала?|не могу наити (?:свои |свою )?(?:ключи|телефон|кошелек|очки)|(?:у меня )?сломался (?:телефон|ноутбук|компьютер)|(?:у меня )?сломалась машина`,
    said.ru,
    when.ru,
  ),
  zh: tight(
    `(?:今天|刚刚|我|又|不小心)*(?:把)?(?:我的)?(?:(?:钥匙|手机|钱包|雨伞|伞|眼镜|书包|包|耳机|作业)(?:丢了|弄丢了|不见了|忘带了|忘了|找不到了|坏了|摔坏了|摔碎了)|(?:杯子|盘子|碗|花瓶)(?:打碎了|摔碎了|打破了)|(?:丢了|弄丢了|忘带|忘带了|打碎了|打破了|摔坏了|洒了|错过了|没赶上)(?:我的)?(?:钥匙|手机|钱包|雨伞|伞|眼镜|书包|作业|杯子|盘子|咖啡|公交车|公交|火车|飞机|地铁)(?:了)?|睡过头了)`,
  ),
  ja: tight(
    `(?:きょう|今日|また|ああ|あーあ)*(?:かぎ|鍵|スマホ|携帯|財布|さいふ|傘|かさ|めがね|眼鏡|宿題|コップ|お皿|皿|コーヒー|電車|バス|飛行機)(?:を|に|が)?(?:なくした|なくしました|なくしちゃった|失くした|忘れた|忘れました|忘れちゃった|落とした|落としました|割った|割っちゃった|割れた|こぼした|こぼしちゃった|乗り遅れた|乗り遅れました|壊れた|壊れました|見つからない)(?:よ|の|んだ)*|(?:きょう|今日|また)*寝坊(?:した|しました|しちゃった)(?:よ|の)*`,
  ),
  ko: tight(
    `(?:오늘|나|저|또|아)*(?:열쇠|핸드폰|휴대폰|폰|지갑|우산|안경|가방|숙제|컵|접시|커피|버스|기차|비행기|지하철)(?:를|을|가|이)?(?:잃어버렸|잊어버렸|깜빡했|놓고왔|두고왔|떨어뜨렸|깨뜨렸|깼|쏟았|놓쳤|고장났|고장이났|안보여|못찾겠)(?:어|어요|다|습니다|네|네요)?|(?:오늘|나|저|또)*늦잠(?:을)?(?:잤어|잤어요|잤다|잤습니다)`,
  ),
};

export const newsPatterns: readonly (readonly [News, Patterns])[] = [
  ["success", success],
  ["bereavement", bereavement],
  ["mishap", mishap],
];
