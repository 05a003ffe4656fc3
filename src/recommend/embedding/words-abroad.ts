/**
 * What the catalog calls things that people ask for in nine other languages: genres, countries, common subjects. Without
 * accents; `*` matches any ending. Words of Chinese and Japanese are found anywhere in a question, as nothing parts them;
 * Korean ones at the beginning of a word. Tones are in `tone-words.ts`.
 */
const written: readonly (readonly [catalogWords: string, abroad: string])[] = [
  [
    "horror",
    "terror horrorfilm* gruselfilm* horreur epouvante orrore terrore ужас* хоррор* ホラー 恐怖片 恐怖电影 공포*",
  ],
  ["comedy", "comedia comedias komodie* comedie comedies commedia commedie комеди* コメディ 喜剧 코미디"],
  [
    "romance love",
    "romantica romantico romanticas romanticos romantiqu* romantisch* romanze liebesfilm* liebesgeschicht* liebe amour amor amore amorosa романтич* мелодрам* любов* 恋愛 ラブ 爱情 恋爱 로맨스 사랑*",
  ],
  [
    "science fiction",
    "ficcion zukunftsfilm* fantascienza ficcao фантастик* фантастическ* サイエンスフィクション 科幻 공상과학",
  ],
  [
    "animation",
    "animacion animada animadas animado dibujos zeichentrick* animations* animazione cartoni animacao desenho desenhos мультфильм* анимаци* アニメ 动画 动漫 애니*",
  ],
  [
    "documentary",
    "documental documentales dokumentar* doku documentaire* documentario documentari документальн* ドキュメンタリー 纪录片 다큐*",
  ],
  ["war", "guerra guerre krieg kriegsfilm* войн* военн* 戦争 战争 전쟁*"],
  ["thriller suspense", "suspenso suspense triller триллер* スリラー サスペンス 惊悚 悬疑 스릴러*"],
  [
    "mystery detective",
    "misterio misterios krimi krimis policier* enquete detektiv* giallo gialli детектив* 推理 ミステリー 侦探 미스터리* 추리*",
  ],
  ["crime", "crimen crimenes verbrechen criminalite policial policiales crimine криминал* 犯罪 범죄*"],
  ["adventure", "aventura aventuras abenteuer* aventure aventures avventura avventure приключен* 冒険 冒险 모험*"],
  ["action", "accion actionfilm* azione acao боевик* экшен* アクション 动作 액션*"],
  ["fantasy", "fantasia fantastico fantastique fantaisie фэнтези ファンタジー 奇幻 판타지*"],
  ["musical", "musicales musicali мюзикл* ミュージカル 音乐剧 뮤지컬*"],
  ["music musician", "musica musik musique música музык* 音楽 音乐 음악*"],
  ["western", "vaquero vaqueros вестерн* 西部劇 西部片 서부*"],
  [
    "history",
    "historica historico historicas historiques historique historisch* storico storica исторически* 歴史 历史 역사*",
  ],
  ["biography", "biografia biografica biografico biographie biografisch* biographique биограф* 伝記 传记 전기영화"],
  [
    "superhero",
    "superheroe superheroes superheld* superheros supereroi supereroe супергеро* スーパーヒーロー 超级英雄 슈퍼히어로* 히어로*",
  ],
  ["sport", "deporte deportes sportfilm* esporte desporto sportivo спорт* スポーツ 体育 스포츠*"],
  [
    "ghost haunted",
    "fantasma fantasmas gespenst* geister fantome* fantasmi привидени* призрак* 幽霊 お化け 鬼片 鬼魂 유령* 귀신*",
  ],
  ["vampire", "vampiro vampiros vampir* vampiri вампир* 吸血鬼 ヴァンパイア 뱀파이어* 흡혈귀*"],
  ["zombie", "zombis zombi зомби ゾンビ 丧尸 僵尸 좀비*"],
  ["robot", "roboter* робот* ロボット 机器人 로봇*"],
  ["space astronaut", "espacio weltraum* weltall espace spazio espaco космос* космическ* 宇宙 太空 우주*"],
  ["time travel", "zeitreise* タイムトラベル タイムスリップ 时间旅行 穿越 시간여행 타임*"],
  [
    "friendship friends",
    "amistad amigos freundschaft* freunde amitie amis amizade amicizia amici дружб* друзья* 友情 友谊 우정*",
  ],
  ["family", "familia familie famille famiglia семь* семейн* 家族 家庭 가족*"],
  ["revenge", "venganza vengeance rache vinganca vendetta месть мести 復讐 复仇 복수*"],
  [
    "heist robbery",
    "atraco robo braquage bankraub* bankuberfall raububerfall rapina assalto roubo ограблени* 強盗 抢劫 강도*",
  ],
  ["prison", "prision carcel gefangnis* prison prigione carcere prisao тюрьм* 刑務所 監獄 监狱 감옥*"],
  ["mafia", "mafia mafioso mafiosi мафи* マフィア 黑帮 黑手党 마피아*"],
  ["spy", "espia espias espionaje spion* agenten espion* espionnage spia spie espiao шпион* スパイ 间谍 스파이* 첩보*"],
  ["wedding", "boda bodas hochzeit* mariage casamento matrimonio свадьб* 結婚 婚礼 결혼*"],
  ["school", "escuela schule ecole scuola escola школ* 学校 校园 학교*"],
  ["cooking food", "cocina comida kochen cuisine cucina cibo cozinha кулинар* еда 料理 美食 요리*"],
  [
    "french",
    "frances francesa francesas franceses francais* franzosisch* francese francesi французск* フランス 法国 프랑스*",
  ],
  ["korean", "coreano coreana coreanas coreanos coreen* koreanisch* coreane coreani корейск* 韓国 韩国 한국*"],
  ["japanese", "japones japonesa japonesas japonais* japanisch* giapponese giapponesi японск* 日本 일본*"],
  ["italian", "italiano italiana italianas italien* italienisch* italiani итальянск* イタリア 意大利 이탈리아*"],
  [
    "spanish",
    "espanol espanola espanolas espagnol* spanisch* spagnolo spagnola espanhol* испанск* スペイン 西班牙 스페인*",
  ],
  [
    "german",
    "aleman alemana alemanas allemand* deutsch* tedesco tedesca tedeschi alemao alema немецк* ドイツ 德国 독일*",
  ],
  [
    "british english",
    "britanico britanica britisch* britannique* inglese inglesi ingles inglesa anglais* английск* британск* イギリス 英国 영국*",
  ],
  ["indian", "indio hindu indisch* indiano индийск* インド 印度 인도*"],
  ["russian", "ruso rusa russe russisch* russo russa русск* российск* ロシア 俄罗斯 러시아*"],
  ["chinese", "chino chinas chinois* chinesisch* cinese cinesi китайск* 中国 중국*"],
  // Nothing to look for, but signs that the question is not in English.
  [
    "",
    "pelicula peliculas peli pelis filme filmes фильм* кино 映画 电影 영화* serie sobre suche quiero cherche cerco procuro хочу",
  ],
];

/** English has these as well: they say nothing of the language. */
const alsoEnglish: ReadonlySet<string> = new Set(
  "prison mafia mafioso terror vendetta vengeance detectiv vampir documentar espion animations serie crime film".split(
    " ",
  ),
);

interface Meaning {
  readonly meaning: string;
  readonly word: string;
  /** Any ending. */
  readonly isBeginning: boolean;
}

const meanings: readonly Meaning[] = written.flatMap(([meaning, words]) =>
  words
    .split(" ")
    .map((word) => ({ meaning, word: word.replace("*", "").normalize("NFKD"), isBeginning: word.endsWith("*") })),
);
const isUnspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
const inWords = meanings.filter(({ word }) => !isUnspaced.test(word));
const inText = meanings.filter(({ word }) => isUnspaced.test(word));

/**
 * The question with the catalog's words in place of those of other languages. Where a word shows that it is not English,
 * nothing else of it is left but what has a capital or a digit, which may be a name: the catalog is not written in its
 * language, and the rest would match by chance.
 */
export function inCatalogWords(question: string): string {
  const found: string[] = [];
  let isAbroad = false;
  const names: string[] = [];
  if (isUnspaced.test(question)) {
    for (const { meaning, word } of inText) if (question.includes(word)) found.push(meaning);
    names.push(...(question.match(/[\p{sc=Latin}\p{N}]+/gu) ?? []));
    return found.length === 0 ? question : [...found, ...names].filter((word) => word !== "").join(" ");
  }
  for (const [index, part] of (question.match(/[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*/gu) ?? []).entries()) {
    const plain = part
      .normalize("NFKD")
      .replace(/(?<=[\p{sc=Latin}\p{sc=Cyrillic}])\p{M}+/gu, "")
      .toLowerCase();
    const word = plain.replace(/^[dl]['’]/, "");
    const known = inWords.find((one) => (one.isBeginning ? word.startsWith(one.word) : word === one.word));
    if (known !== undefined) {
      found.push(known.meaning);
      isAbroad ||= !alsoEnglish.has(known.word);
    } else if (/\p{N}/u.test(part) || (index > 0 && /^\p{Lu}/u.test(part))) names.push(part);
  }
  return isAbroad ? [...found, ...names].filter((word) => word !== "").join(" ") : question;
}
