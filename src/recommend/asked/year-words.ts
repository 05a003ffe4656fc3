/** How ten languages speak of decades and of a time before, after, since, until or between two of them; patterns. */

/** Decades in words, by their first year: those that mean nothing else, and numbers that are one behind `decadeLead`. */
export const decadeWords: readonly (readonly [from: number, alone: string, numbers: string])[] = [
  [1920, "twenties zwanziger\\w* двадцат\\S*", "vingt veinte venti vinte"],
  [1930, "thirties drei(?:ß|ss)iger\\w* тридцат\\S*", "trente treinta trenta trinta"],
  [1940, "fou?rties vierziger\\w* сороков\\S*", "quarante cuarenta quaranta quarenta"],
  [1950, "fifties f(?:ü|u|ue)nfziger\\w* пятидесят\\S*", "cinquante cincuenta cinquanta cinquenta"],
  [1960, "sixties sechziger\\w* шестидесят\\S*", "soixante sesenta sessanta sessenta"],
  [1970, "seventies siebziger\\w* семидесят\\S*", "soixante-dix setenta settanta"],
  [1980, "eighties achtziger\\w* восьмидесят\\S*", "quatre-vingts? ochenta ottanta oitenta"],
  [1990, "nineties neunziger\\w* девяност\\S*", "quatre-vingt-dix noventa novanta"],
  [2000, "noughties aughts nuller\\w* дв(?:ух)?тысячн\\S* нулев\\S*", "deux-mille dos-mil duemila dois-mil"],
];

/** Decades in Chinese numerals, `九十年代`. */
export const decadeNumerals = "二三四五六七八九";

/** In front of a decade's words where they are no number of things: `années soixante`, `gli anni sessanta`. */
export const decadeLead = "ann(?:é|e)es|a(?:ñ|n)os|anni|anos|d(?:é|e)cada d[eo]s?|los|as|os";

/** Between a word such as `before` and the year. */
export const articles =
  "(?:(?:the|year|den|dem|die|der|jahre?n?|les|las?|los|l[’']ann(?:é|e)e|el|ann(?:é|e)es|a(?:ñ|n)os?|anni|anno|gli|il|os?|anos?|ann(?:é|e)e)\\s+){0,3}";

export const before =
  "before|earlier than|older than|prior to|pre|vor|(?:ä|a)lter als|avant|antes d(?:e|el|os?|as?)|anteriores? a|prima d(?:i|el|egli|ei)|до|раньше|ранее";
export const until =
  "until|till|up to|through|no later than|bis|jusqu[’']\\s?(?:en|(?:à|a)|aux)|hasta|fino a(?:l|gli)?|at(?:é|e)|по";
export const since =
  "since|from|as of|starting in|seit|ab|depuis|(?:à|a) partir d(?:e|el|os|u|es)|desde|d(?:al|agli)|a partire d(?:al|agli)|начиная с|с";
/** `since`, though no word behind the year says that it goes on. */
export const sinceAlone = since.replace("from|", "");
export const after =
  "after|later than|newer than|post|nach|apr(?:è|e)s|despu(?:é|e)s d(?:e|el)|posteriores? a|dopo|depois d(?:e|os?)|ap(?:ó|o)s|после|позже";
export const onwards = "onwards?|on|and later|or later|or newer";
export const between = "between|from|zwischen|von|entre|de|desde|tra|fra|d(?:al|agli|i)|между|с|от";
export const and =
  "and|to|until|till|und|bis|et|(?:à|a)|y|hasta|e|al|agli|at(?:é|e)|и|по|до|-|–|—|~|〜|～|から|到|至|부터|에서";
/** In front of a year that is no number in a title: `from 1917`. */
export const of =
  "from|in|since|made in|released in|aus|aus dem jahre?|im jahre?|von|de|d[’']|en|del?|dell[’']anno|nel|do|em|за|в|from the year";

/** Behind the year. */
export const beforeBehind = "より前|以前|之前|前|이전|전";
export const untilBehind = "まで|为止|까지";
export const sinceBehind = "以降|以来|から|开始|起|이후|부터";
export const afterBehind = "より後|以后|之后|以後|后";
/** `1990年`, `1990년`, `1990 года`. */
export const yearMark = "(?:\\s?(?:年|년|года?х?|г\\.))?";
