/**
 * What asks for nothing but quality, `best movie ever`: words that every good answer fits, in ten languages, taken out of a
 * question; and the kind that is asked for where nothing else is left.
 */
const best =
  "best greatest finest top all-time top-rated highest-rated well-rated must-see most popular favou?rites? popular famous acclaimed rated ever " +
  "of-all-times? all-times? in-the-world worldwide everyone-should-see i-should-see i-must-see to-see right-now " +
  "beste[rnsm]? bester am-besten besten beliebteste[nrs]? bekannteste[nrs]? aller-zeiten überhaupt " +
  "meilleure?s? plus-populaires? de-tous-les-temps jamais incontournables? " +
  "mejor(?:es)? m[aá]s-populares? de-todos-los-tiempos de-la-historia imprescindibles? " +
  "migliori? miglior più-popolari di-tutti-i-tempi di-sempre imperdibili? " +
  "melhor(?:es)? mais-populares? de-todos-os-tempos de-sempre imperd[ií]ve(?:l|is) " +
  "лучши[йехм]\\S* лучшая лучшее самы[ейх]\\S* популярн\\S* всех-времен всех-времён";
const bestEastAsian =
  "史上最高 一番いい 一番 最高の 最高 傑作 名作 有史以来 史上 最好看的 最好看 最好的 最好 最佳 最棒的 经典 역대 최고의 최고 최고로 명작 인기";

const kinds: Readonly<Record<string, RegExp>> = {
  movie: patternOf(
    "movies? films? filme[ns]? spielfilme? pel[ií]culas? filmes? фильм\\S* кино",
    "映画 电影 片 影片 영화",
  ),
  series: patternOf(
    "series shows? tv-shows? tv sitcoms? serien? fernsehserien? s[eé]ries? serie-tv serie сериал\\S*",
    "ドラマ シリーズ 连续剧 剧集 电视剧 드라마 시리즈",
  ),
};

const phrases = patternOf(best, bestEastAsian);

/** @param question without the titles that it names */
export function withoutBest(question: string): string {
  return question.replaceAll(phrases, " ");
}

/** Small words around such a question, which are left of it. */
const around = patternOf(
  "os as quels? quelles? est sont cu[aá]l cu[aá]les es son qual quali quais sono são welche[rsn]? was ist sind een me mir " +
    "какой какая какие какое что",
  "的 の は を 의 은 는",
);

/** What a question says when it says more than its kind. */
export function withoutKind(question: string, known: ReadonlySet<string>): string {
  const rest = [...Object.values(kinds), around].reduce((left, pattern) => left.replaceAll(pattern, " "), question);
  return rest.replaceAll(/[\p{L}\p{M}\p{N}]+/gu, (word) => (isKindWord(word, known) ? " " : word));
}

/** Kinds of own catalogs are called what their catalogs call them. */
function isKindWord(word: string, known: ReadonlySet<string>): boolean {
  const plain = word.toLowerCase();
  return known.has(plain) || (plain.endsWith("s") && known.has(plain.slice(0, -1)));
}

/** The one kind that a question names; undefined where it names none, or several. */
export function namedKind(question: string, known: ReadonlySet<string>): string | undefined {
  const words: readonly string[] = question.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const named = [...known].filter((kind) => {
    const pattern = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    return pattern === undefined
      ? words.some((word) => isKindWord(word, new Set([kind])))
      : question.search(pattern) >= 0;
  });
  return named.length === 1 ? named[0] : undefined;
}

function patternOf(words: string, eastAsian: string): RegExp {
  const spaced = words.split(" ").map((word) => word.replaceAll("-", "[\\s-]+"));
  return new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${spaced.join("|")})(?![\\p{L}\\p{N}])|${eastAsian.split(" ").join("|")}`,
    "giu",
  );
}
