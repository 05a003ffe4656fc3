/**
 * Turns of speech that n-grams take for sadness or anger and that tell of neither: a bad thing denied ("not too bad",
 * "can't complain"), a child on the way, and an end to smoking or drinking. What is felt about it is in the other words.
 */
import { languages, type Language } from "../../core/language.ts";
import { plainForm, wholeWords } from "../judge/phrase-matcher.ts";

interface CalmWords {
  readonly notBad: string;
  readonly pregnant: string;
  readonly gaveUp: string;
}

const words: Readonly<Record<Language, CalmWords>> = {
  en: {
    notBad:
      "(?:it's |i'm |i am |it is |it was |was )?(?:not|isn't|wasn't) (?:too |so |that |all that |half )?(?:bad|terrible|awful|horrible|shabby)(?: at all)?|(?:i )?(?:can't|cant|cannot|can not|couldn't) complain|no complaints",
    pregnant:
      "(?:(?:my|our|his|her) \\S+(?: \\S+)?|she|we|i)(?:'s|'re|'m| is| are| am) (?!not )(?:\\S+ )?(?:pregnant|expecting(?: a (?:baby|child|girl|boy))?|having (?:a baby|twins))(?: again)?",
    gaveUp:
      "(?:i|we|he|she|my \\S+)(?:'ve| have| has)?(?: (?!never|not)\\S+)? (?:quit|stopped|gave up|given up) (?:smoking|drinking|alcohol|cigarettes|gambling|drugs|vaping|weed|cocaine|heroin|porn)(?: (?:(?:\\S+ ){1,3}?ago|last \\S+|today|yesterday|for good|for (?:\\S+ ){1,2}?(?:years?|months?|weeks?|days?)))?|(?:i've been|i have been|i'm|i am) (?:\\S+ )?(?:sober|smoke free)(?: (?:for|since) \\S+(?: (?:years?|months?|weeks?|days?))?)?",
  },
  es: {
    notBad:
      "no (?:está|estoy|estuvo|va|me va|es) (?:tan |nada )?mal[oa]?|nada mal|no tan mal|no me (?:puedo quejar|quejo)|no puedo quejarme",
    pregnant: "(?:mi \\S+ )?está (?:\\S+ )?embarazada|(?:espera|esperamos|esperan|vamos a tener) un (?:bebé|hijo|niño)",
    gaveUp:
      "(?:dejé|he dejado|dejó) (?:de (?:fumar|beber|tomar|apostar)|el (?:tabaco|alcohol|cigarro)|las drogas)(?: hace \\S+ \\S+)?",
  },
  fr: {
    notBad: "pas (?:trop |si |tellement )?mal(?: du tout)?|(?:je )?(?:ne )?(?:me plains pas|peux pas me plaindre)",
    pregnant:
      "(?:(?:ma|mon|notre) \\S+(?: \\S+)? )?est (?:\\S+ )?enceinte|(?:attend|attends|attendons) un (?:bébé|enfant)",
    gaveUp:
      "(?:j'ai|il a|elle a|on a) arrêté (?:de (?:fumer|boire|vapoter|jouer)|la (?:cigarette|clope|drogue)|l'alcool|le tabac)(?: il y a \\S+ \\S+)?",
  },
  de: {
    notBad:
      "(?:gar )?nicht (?:so |ganz so |zu )?(?:schlecht|schlimm|übel)|kann (?:mich )?nicht (?:klagen|beklagen|beschweren)",
    pregnant:
      "(?:(?:meine|unsere) \\S+ )?ist (?:\\S+ )?schwanger|(?:erwarten|erwartet|bekommen|bekommt|kriegen) ein (?:baby|kind)",
    gaveUp:
      "(?:(?:ich )?(?:habe|hab) )?(?:vor \\S+ \\S+ )?(?:mit dem (?:rauchen|trinken|saufen|kiffen|alkohol|spielen)|das rauchen) (?:vor \\S+ \\S+ )?(?:aufgehört|aufgegeben)",
  },
  pt: {
    notBad:
      "não (?:está|estou|estive|vou|vai|foi|é) (?:tão |nada )?(?:mal|mau|má|ruim)|nada (?:mal|mau)|não (?:me posso queixar|me queixo|posso (?:me )?(?:queixar|reclamar))",
    pregnant: "(?:minha \\S+ )?está (?:\\S+ )?grávida|(?:vamos ter|esperamos|está à espera de) um (?:bebé|bebê|filho)",
    gaveUp:
      "(?:parei|deixei|parou|deixou) de (?:fumar|beber|apostar|jogar)(?: há \\S+ \\S+)?|larguei (?:o cigarro|as drogas|o álcool)",
  },
  it: {
    notBad:
      "non c'è male|niente male|non (?:va|sto|è|è andata) (?:così |tanto |poi |affatto )?(?:male|malaccio)|non mi (?:posso lamentare|lamento)",
    pregnant: "(?:(?:mia|nostra) \\S+ )?è (?:\\S+ )?incinta|aspett(?:a|iamo) un (?:bambino|bimbo|figlio)",
    gaveUp: "(?:ho |ha )?smesso (?:di (?:fumare|bere|giocare)|con (?:il fumo|l'alcol|la droga))(?: \\S+ \\S+ fa)?",
  },
  ru: {
    notBad: "(?:очень |совсем )?неплохо|не так (?:уж )?(?:и )?плохо|не плохо|не жалуюсь|грех жаловаться",
    pregnant: "(?:моя )?\\S+ беременна|жд[её]м реб[её]нка|у нас будет (?:реб[её]нок|малыш)",
    gaveUp:
      "(?:я )?(?:бросила?|завязала?) (?:курить|пить|с (?:алкоголем|наркотиками|выпивкой))(?: \\S+(?: \\S+)? назад)?",
  },
  zh: {
    notBad: "还不错|挺不错|不错|还行|不算太?(?:坏|差|糟)|不坏|没什么[可好]抱怨的",
    pregnant: "我?的?(?:女朋友|老婆|妻子|姐姐|妹妹|女儿|太太)?怀孕了|要有(?:宝宝|孩子)了",
    gaveUp: "我?(?:[^ ]{1,4}前)?就?戒(?:掉了?)?(?:烟|酒|毒|赌)了?",
  },
  ja: {
    notBad: "(?:まあ)?悪くは?ない(?:よ|です|かな|ね)*|まあまあ(?:だよ|です|かな)?",
    pregnant:
      "(?:彼女|妻|嫁|姉|妹|娘|友達)?[がは]?妊娠(?:した|しました|してい?る|しています|中)(?:よ|んだ|の)*|赤ちゃんができた",
    gaveUp:
      "(?:[^ ]{1,5}前に)?(?:タバコ|たばこ|煙草|お酒|酒|ギャンブル)を?(?:やめた|やめました|辞めた)(?:よ|んだ)*|禁煙(?:した|しました)",
  },
  ko: {
    notBad: "(?:그렇게 |별로 )?나쁘지는? 않(?:아요?|았어요?|네요?)|그럭저럭",
    pregnant: "(?:여자친구|아내|와이프|누나|언니|동생|딸)?[가이]? ?임신(?:했|이래|중)\\S*",
    gaveUp: "(?:\\S{1,8} 전에 )?(?:담배|술|도박)[를을]? ?끊\\S*",
  },
};

const patterns = languages.map((language) => {
  const { gaveUp, notBad, pregnant } = words[language];
  return new RegExp(wholeWords(`${gaveUp}|${notBad}|${pregnant}`, language), "gu");
});

/** A text without such words, empty where nothing else was said; undefined where there are none. */
export function withoutCalmWords(text: string): string | undefined {
  const plain = plainForm(text);
  const rest = patterns.reduce((left, pattern) => left.replaceAll(pattern, " "), plain);
  if (rest === plain) return undefined;
  const said = rest.trim().replaceAll(/\s+/g, " ");
  return isSentence(said) ? said : "";
}

/** A word or two that are left over say nothing by themselves, but for a word of feeling no shorter rule would find. */
function isSentence(said: string): boolean {
  return (
    said.split(" ").length > 2 ||
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{4}/u.test(said)
  );
}
