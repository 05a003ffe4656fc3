/** Words by which somebody asks for another language, or for a translation, in the languages that are identified. */
const names = [
  "english|spanish|french|german|portuguese|italian|russian|chinese|mandarin|japanese|korean|latin|arabic|turkish|polish",
  "dutch|hindi|greek|swedish|translat\\w*|in other languages|bilingual",
  "ingl[eé]s\\w*|espa[nñ]ol\\w*|franc[eé]s\\w*|alem[aá]n\\w*|portugu[eê]s\\w*|italian[oa]\\w*|rus[oa]|chin[oa]|japon[eé]s\\w*|corean[oa]|traduc\\w*|traduz\\w*|tradur\\w*",
  "anglais\\w*|espagnol\\w*|fran[cç]ais\\w*|allemand\\w*|portugais\\w*|italien\\w*|russe|chinois\\w*|japonais\\w*|cor[eé]en\\w*|tradui\\w*",
  "englisch\\w*|spanisch\\w*|franz[oö]sisch\\w*|deutsch\\w*|portugiesisch\\w*|italienisch\\w*|russisch\\w*|chinesisch\\w*|japanisch\\w*|koreanisch\\w*|[uü]bersetz\\w*",
  "inglese|spagnolo|francese|tedesco|portoghese|russo|cinese|giapponese|coreano|ingl[eê]s|espanhol|franc[eê]s|alem[aã]o|chin[eê]s|japon[eê]s",
];
const latin = new RegExp(`(?<!\\p{L})(?:${names.join("|")})(?!\\p{L})`, "iu");
const other =
  /английск|испанск|французск|немецк|португальск|итальянск|русск|китайск|японск|корейск|перевед|перевод|翻译|翻譯|翻訳|英语|英文|中文|日语|法语|德语|西班牙语|韩语|俄语|英語|日本語|中国語|フランス語|ドイツ語|スペイン語|韓国語|번역|영어|한국어|일본어|중국어|프랑스어|독일어|스페인어/i;

/** Whether a text speaks of a language: then a reply in another one may be what was asked for. */
export function namesALanguage(text: string): boolean {
  return latin.test(text) || other.test(text);
}
