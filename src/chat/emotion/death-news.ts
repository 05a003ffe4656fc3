/**
 * Whether a turn speaks of a death in somebody's life, of a person or a pet: what n-grams take for joy where it is said
 * kindly ("passed away peacefully, he was 98"). Looked for anywhere, in every language: of a short turn that is a guess.
 */
import { languages, type Language } from "../../core/language.ts";
import { foldedForm, plainForm, wholeWords } from "../judge/phrase-matcher.ts";

const kin = {
  en: "(?:mother|mom|mum|mummy|mommy|dad|daddy|father|parents?|step ?dad|step ?mum|step ?mom|grand(?:ma|pa|mother|father|dad|mum|parents?|son|daughter|child)|great grand\\S+|granny|gran|grandad|nana|nan|brother|sister|twin|son|daughter|baby|child|husband|wife|partner|boyfriend|girlfriend|fiancee?|uncle|aunt|auntie|cousin|nephew|niece|friend|neighbou?r|teacher|colleague|coworker|roommate|dog|puppy|cat|kitten|hamster|rabbit|bunny|horse|pony|bird|parrot|budgie|canary|goldfish|fish|guinea pig|turtle|tortoise|pet)",
  es: "(?:madre|mama|padre|papa|padres|abuel[oa]s?|abuelit[oa]|herman[oa]|hij[oa]|bebe|marido|mujer|espos[oa]|pareja|novi[oa]|ti[oa]|prim[oa]|sobrin[oa]|niet[oa]|amig[oa]|vecin[oa]|profesora?|companer[oa]|suegr[oa]|perr[oa]|perrit[oa]|gat[oa]|gatit[oa]|caballo|conejo|hamster|mascota|pajaro)",
  fr: "(?:mere|maman|pere|papa|parents|grand mere|grand pere|mamie|papi|papy|frere|s\\S{1,2}ur|fils|fille|bebe|mari|femme|compagne|compagnon|copain|copine|oncle|tante|cousine?|neveu|niece|petit fils|petite fille|amie?|voisine?|prof|professeur|collegue|chiot|chienne?|chat|chatte|chaton|cheval|lapin|hamster|oiseau|poisson)",
  de: "(?:mutter|mama|vater|papa|eltern|gro(?:ss|ß)(?:mutter|vater|eltern)|oma|opa|bruder|schwester|sohn|tochter|baby|kind|mann|frau|partner|partnerin|freund|freundin|onkel|tante|cousin|cousine|neffe|nichte|enkel|enkelin|nachbar|nachbarin|lehrer|lehrerin|kollege|kollegin|hund|hundin|katze|kater|pferd|kaninchen|hase|hamster|meerschweinchen|vogel|wellensittich|haustier)",
  pt: "(?:mae|pai|pais|avo|avos|avozinh[oa]|vovo|irma|irmao|filh[oa]|bebe|marido|mulher|espos[oa]|companheir[oa]|namorad[oa]|ti[oa]|prim[oa]|sobrinh[oa]|net[oa]|amig[oa]|vizinh[oa]|professora?|colega|sogr[oa]|cao|cachorr[oa]|cadela|gat[oa]|gatinh[oa]|cavalo|coelho|hamster|passaro)",
  it: "(?:madre|mamma|padre|papa|genitori|nonn[oa]|nonni|fratello|sorella|figli[oa]|bambin[oa]|marito|moglie|compagn[oa]|fidanzat[oa]|ragazz[oa]|zi[oa]|cugin[oa]|nipote|amic[oa]|vicin[oa]|professore|professoressa|collega|suocer[oa]|cane|cagnolin[oa]|gatt[oa]|gattin[oa]|cavallo|coniglio|criceto|uccellino)",
  ru: "(?:мама|мать|мамы|маму|матери|папа|папы|папу|отец|отца|родители|бабушк[аиу]|дедушк[аиу]|дед|деда|брат|брата|сестра|сестры|сестру|сын|сына|дочь|дочери|муж|мужа|жена|жены|жену|парень|парня|девушка|девушки|дядя|дяди|тетя|тети|друг|друга|подруга|подруги|подругу|сосед|соседа|соседка|учитель|учительница|собака|собаки|собаку|пес|пса|кошка|кошки|кошку|кот|кота|хомяк|хомяка|кролик|попугаи)",
  zh: "(?:奶奶|爷爷|爺爺|外婆|外公|姥姥|姥爷|妈妈|媽媽|爸爸|母亲|父亲|妈|爸|哥哥|弟弟|姐姐|妹妹|丈夫|妻子|老公|老婆|男朋友|女朋友|儿子|女儿|孩子|宝宝|叔叔|阿姨|舅舅|姑姑|朋友|闺蜜|邻居|老师|同事|同学|狗狗|小狗|狗|猫咪|小猫|猫|仓鼠|兔子|宠物)",
  ja: "(?:おばあちゃん|祖母|おじいちゃん|祖父|お母さん|母|お父さん|父|両親|兄|姉|弟|妹|息子|娘|赤ちゃん|夫|妻|主人|彼氏|彼女|おじさん|叔父|おばさん|叔母|いとこ|友だち|友達|親友|友人|先生|同僚|犬|いぬ|猫|ねこ|ハムスター|うさぎ|ペット|インコ)",
  ko: "(?:할머니|할아버지|외할머니|외할아버지|엄마|어머니|아빠|아버지|부모님|형|오빠|누나|언니|동생|아들|딸|아기|남편|아내|남자친구|여자친구|삼촌|이모|고모|친구|선생님|강아지|개|고양이|햄스터|토끼|앵무새)",
} as const satisfies Readonly<Record<Language, string>>;

const news: Readonly<Record<Language, string>> = {
  en: `(?:my|our|his|her|their)(?: \\S+){0,3}? ${kin.en}(?: (?!almost|nearly|never|not|s|didn|hasn|thought|says|said|if|would|could)\\S+){0,2}? (?:died|passed away|passed(?= $| peacefully| on | yesterday| today| last| this)|is dead|was killed|is no longer with us|took (?:her|his) own life|was put (?:down|to sleep))(?! (?:laughing|of laughter|of embarrassment|down|inside|(?:her|his) hair))
    |passed away|(?:i|we)(?: (?:have|just|ve|recently|sadly|also))* lost (?:my|our|the) (?:\\S+ )?${kin.en}(?! (?:at|in|on|s|inside|outside) )|(?:i|we) had to put (?:\\S+ ){1,3}(?:down|to sleep)(?! (?:the|my) (?:phone|book))|had a miscarriage|stillborn|(?:my|our|his|her) (?:\\S+ )?${kin.en} s (?:funeral|burial|wake)|funeral of (?:my|our)|buried (?:my|our) (?:\\S+ )?${kin.en}`,
  es: `(?:mi|mis|nuestr[oa]s?|su)(?: \\S+){0,2}? ${kin.es}(?: (?!casi|no|que)\\S+){0,3}? (?:murio|ha muerto|fallecio|ha fallecido|nos dejo|nos ha dejado|ya no esta con nosotros)(?! de (?:risa|verguenza|hambre|sueno|miedo|calor|frio|ganas))
    |(?:murio|fallecio|ha muerto|ha fallecido)(?: \\S+){0,3}? (?:mi|nuestr[oa]) (?:\\S+ )?${kin.es}|(?:perdi|perdimos|he perdido|hemos perdido) a (?:mi|nuestr[oa]) (?:\\S+ )?${kin.es}(?! (?:en el|de vista))|(?:funeral|entierro|velorio) de (?:mi|nuestr[oa])|aborto espontaneo`,
  fr: `(?:mon|ma|mes|notre|nos|son|sa)(?: \\S+){0,2}? ${kin.fr}(?: (?!presque|pas|failli|que|qui)\\S+){0,3}? (?:est (?:\\S+ )?(?:morte?|decedee?|partie? (?:paisiblement|pour toujours|au ciel|en paix))|s est (?:\\S+ )?eteinte?|nous a (?:\\S+ )?quitte\\S*)(?! de (?:rire|fatigue|faim|honte|peur|trouille|froid|soif))
    |(?:j ai|on a|nous avons) (?:\\S+ )?perdu (?:mon|ma|notre) (?:\\S+ )?${kin.fr}(?! (?:de vue|dans|au) )|(?:enterrement|obseques|deces) de (?:mon|ma|notre)|fausse couche`,
  de: `(?:mein|meine|unser|unsere|sein|seine|ihre?)(?: \\S+){0,2}? ${kin.de}(?: (?!fast|nicht|beinahe|hat|dass)\\S+){0,5}? (?:gestorben|verstorben|(?:friedlich|sanft|fur immer) eingeschlafen|ist tot|von uns gegangen|starb|eingeschlafert)(?! vor (?:lachen|langeweile))
    |(?:gestern|heute|letzte woche)?(?: \\S+)? ?(?:starb|verstarb|ist) (?:\\S+ )?(?:mein|meine|unser|unsere) (?:\\S+ )?${kin.de}(?: \\S+){0,3}? (?:gestorben|verstorben|friedlich)|starb (?:mein|meine|unser|unsere) (?:\\S+ )?${kin.de}|(?:meine|meinen|mein|unsere|unseren|unser) (?:\\S+ )?${kin.de}(?: (?!im|am|auf|in|beim)\\S+){0,2}? verloren|beerdigung (?:von )?(?:mein|unser)\\S*|fehlgeburt|einschlafern lassen`,
  pt: `(?:meu|minha|meus|nosso|nossa|seu|sua)(?: \\S+){0,2}? ${kin.pt}(?: (?!quase|nao|que)\\S+){0,3}? (?:morreu|faleceu|nos deixou|partiu (?:em paz|para sempre))(?! de (?:rir|vergonha|fome|medo|sono|frio))
    |(?:morreu|faleceu)(?: \\S+){0,2}? (?:o meu|a minha|meu|minha) (?:\\S+ )?${kin.pt}|perdi (?:o meu|a minha|meu|minha) (?:\\S+ )?${kin.pt}(?! (?:no|na|de vista))|(?:funeral|velorio|enterro) d[oa] (?:meu|minha)|aborto espontaneo`,
  it: `(?:mio|mia|nostro|nostra|suo|sua)(?: \\S+){0,2}? ${kin.it}(?: (?!quasi|non|che)\\S+){0,3}? (?:(?:e|si e|ci ha) (?:\\S+ )?(?:mort[oa]|mancat[oa]|spent[oa]|lasciat[oi]|venut[oa] a mancare|decedut[oa])|mori|ha smesso di soffrire)(?! (?:di (?:sonno|fame|paura|freddo|vergogna|risate)|dal ridere))
    |e (?:mort[oa]|mancat[oa]|venut[oa] a mancare) (?:\\S+ ){0,2}?(?:mio|mia|nostro|nostra) (?:\\S+ )?${kin.it}|ho perso (?:mio|mia|il mio|la mia) (?:\\S+ )?${kin.it}(?! (?:in|al|di vista) )|funerale d(?:i|el|ella) (?:mio|mia)|aborto spontaneo`,
  ru: `${kin.ru}(?: (?!чуть|не|едва|почти)\\S+){0,3}? (?:умер|умерла|умерли|скончал\\S*|погиб|погибла|уш(?:ел|ла) из жизни)(?! (?:со|от) (?:смех\\S*|стыда|скуки|страха))
    |(?:умер|умерла|скончал\\S*|погиб|погибла|не стало|похоронил\\S*|потеряла?)(?: \\S+){0,2}? ${kin.ru}(?! (?:в толпе|в магазине))|похорон\\S* ${kin.ru}|выкидыш`,
  zh: `${kin.zh}[^，。！？]{0,8}(?:去世|过世|過世|离世|病逝|逝世|离开了我们|永远地?离开|(?:安详|平静|安静)地?的?(?:走|离开)了|(?<![笑累气热烦饿困急吓乐爱])死了|死掉了)|(?:失去了|没了)(?:我的?)?${kin.zh}|${kin.zh}的?(?:葬礼|追悼会)|流产了`,
  ja: `${kin.ja}[^。、！？]{0,12}(?:亡くな(?:った|りま|って)|死んだ|死にました|死んで(?:しま|し)|死んじゃ|息を引き取|他界|永眠|天国に(?:行|旅立|いっ))|${kin.ja}の(?:お葬式|葬儀|お通夜)|${kin.ja}を亡くし|流産(?:した|しま)`,
  ko: `${kin.ko}(?![^.]{0,5}집)[^.]{0,6}(?:돌아가셨|돌아가신|세상을떠나|세상을떴|(?<!웃겨|배고파|피곤해)죽었|하늘나라로|별세|무지개다리)|${kin.ko}장례|유산했`,
};

/** Long ago: then it is no news, though no joy either. */
const longAgo =
  / years? ago | decades ago | long ago | before i was born | when i was (?:little|young|small|a (?:kid|child|baby)|\d+) | hace (?:\S+ )?(?:anos|mucho)|antes de que yo naciera|il y a (?:\S+ )?(?:ans|longtemps)|avant ma naissance|vor (?:\S+ )?(?:jahren|langer zeit)|bevor ich geboren| ha (?:\S+ )?anos|(?:\S+ )anos atras|antes de eu nascer|(?:anni|tanto tempo) fa |prima che nascessi|лет назад|давно|до моего рождения|年前|很久以前|何年も前|昔|년전|오래전/u;

const patterns = languages.map((language) => {
  const source = news[language].replaceAll(/\s*\n\s*/g, "");
  return [language, new RegExp(wholeWords(source, language), "u")] as const;
});

/** `recent`, or `past` for one of long ago; undefined where there is none. */
export function findDeath(text: string): "recent" | "past" | undefined {
  const plain = plainForm(text);
  const found = patterns.find(([language, pattern]) => pattern.test(foldedForm(plain, language)))?.[0];
  if (found === undefined) return undefined;
  return longAgo.test(foldedForm(plain, found)) ? "past" : "recent";
}
