/**
 * The names that fields have in replies, lower case, in the ten languages (en, zh, ja, es, fr, de, ru, ko, pt, it). One
 * line a language.
 */
import type { ItemField } from "./parsed-item.ts";

/** `detail` is a label that no field answers to, such as the director's. */
export type LabelKind = ItemField | "detail";

export const labelWords: readonly (readonly [LabelKind, readonly string[]])[] = [
  ["id", ["id", "item id", "candidate", "candidate id"]],
  [
    "title",
    [
      ...["title", "name", "movie", "film", "movie title", "film title", "show", "series", "book", "original title"],
      ...["标题", "標題", "片名", "电影", "電影", "电影名", "名称", "名字", "影片", "书名", "剧名"],
      ...["タイトル", "題名", "作品名", "映画", "作品", "映画名"],
      ...["título", "titulo", "nombre", "película", "pelicula"],
      ...["titre", "nom", "titre du film"],
      ...["titel", "filmtitel", "name des films"],
      ...["название", "фильм", "имя", "сериал"],
      ...["제목", "영화", "영화 제목", "작품"],
      ...["nome", "filme", "título do filme"],
      ...["titolo", "titolo del film"],
    ],
  ],
  [
    "year",
    [
      ...["year", "release year", "released", "release", "release date", "year of release", "years"],
      ...["年份", "年代", "上映年份", "上映", "首映", "上映时间", "发行年份"],
      ...["年", "公開年", "公開", "制作年", "製作年"],
      ...["año", "ano", "año de estreno", "estreno"],
      ...["année", "annee", "année de sortie", "sortie"],
      ...["jahr", "erscheinungsjahr", "erschienen"],
      ...["год", "год выпуска", "год выхода", "годы"],
      ...["연도", "년도", "개봉", "개봉 연도", "개봉연도", "개봉년도"],
      ...["ano de lançamento", "lançamento"],
      ...["anno", "anno di uscita", "uscita"],
    ],
  ],
  [
    "description",
    [
      ...["description", "summary", "plot", "synopsis", "about", "overview", "story", "premise", "what it's about"],
      ...["简介", "簡介", "描述", "剧情", "剧情简介", "内容", "内容简介", "概要", "故事"],
      ...["説明", "あらすじ", "内容紹介", "ストーリー", "紹介"],
      ...["descripción", "descripcion", "sinopsis", "resumen", "argumento", "trama"],
      ...["résumé", "resume", "synopsis", "histoire", "intrigue"],
      ...["beschreibung", "handlung", "inhalt", "zusammenfassung", "kurzbeschreibung", "worum es geht"],
      ...["описание", "сюжет", "о фильме", "кратко", "о чём", "о чем"],
      ...["설명", "줄거리", "내용", "소개", "개요"],
      ...["descrição", "descricao", "sinopse", "resumo", "enredo"],
      ...["descrizione", "sinossi", "riassunto"],
    ],
  ],
  [
    "reason",
    [
      ...[
        "reason",
        "reasons",
        "reasoning",
        "rationale",
        "explanation",
        "because",
        "recommendation reason",
        "justification",
      ],
      ...["理由", "原因", "推荐理由", "推薦理由", "推荐原因", "适合你的原因", "推荐语"],
      ...["おすすめ理由", "おすすめの理由", "お勧めの理由", "おすすめポイント", "推薦理由", "選んだ理由"],
      ...["razón", "razon", "motivo", "razones"],
      ...["raison", "raisons", "motif", "explication"],
      ...["grund", "begründung", "gründe", "begruendung", "darum", "deshalb"],
      ...["причина", "обоснование", "причины"],
      ...["이유", "추천 이유", "추천이유", "추천 사유"],
      ...["razão", "razao", "justificativa"],
      ...["ragione", "motivazione", "spiegazione"],
    ],
  ],
  [
    "confidence",
    [
      ...["confidence", "confidence score", "confidence level", "match", "match score", "score", "certainty"],
      ...["your match", "match %", "how sure", "relevance", "fit", "similarity", "similarity score"],
      ...["置信度", "信心", "信心度", "把握", "匹配度", "推荐度", "可信度", "匹配", "相似度"],
      ...["確信度", "信頼度", "自信", "自信度", "マッチ度", "おすすめ度", "適合度", "類似度"],
      ...["confianza", "nivel de confianza", "certeza", "seguridad", "coincidencia", "similitud"],
      ...["confiance", "niveau de confiance", "certitude", "indice de confiance", "correspondance", "similitude"],
      ...[
        "konfidenz",
        "sicherheit",
        "vertrauen",
        "zuversicht",
        "übereinstimmung",
        "treffer",
        "konfidenzwert",
        "ähnlichkeit",
      ],
      ...["уверенность", "степень уверенности", "совпадение", "оценка уверенности", "сходство"],
      ...["신뢰도", "확신도", "확신", "일치도", "적합도", "자신감", "매칭률", "유사도"],
      ...["confiança", "confianca", "nível de confiança", "compatibilidade", "similaridade"],
      ...["fiducia", "confidenza", "livello di fiducia", "sicurezza", "affinità", "corrispondenza", "somiglianza"],
    ],
  ],
  [
    "detail",
    [
      ...["genre", "genres", "director", "directed by", "cast", "starring", "rating", "imdb", "imdb rating", "runtime"],
      ...["where to watch", "type", "language", "country", "author", "streaming", "seasons", "network"],
      ...["类型", "類型", "导演", "導演", "主演", "演员", "评分", "豆瓣评分", "国家", "片长"],
      ...["ジャンル", "監督", "出演", "キャスト", "評価", "主演", "上映時間"],
      ...["género", "director", "reparto", "dirección", "duración", "dirigida por"],
      ...["réalisateur", "réalisation", "réalisatrice", "acteurs", "durée", "avec"],
      ...["regie", "regisseur", "besetzung", "darsteller", "laufzeit", "mit"],
      ...["жанр", "режиссёр", "режиссер", "в ролях", "актёры", "рейтинг", "страна"],
      ...["장르", "감독", "출연", "배우", "평점"],
      ...["gênero", "diretor", "elenco", "direção", "avaliação"],
      ...["genere", "regista", "regia", "interpreti", "durata", "valutazione"],
    ],
  ],
];

/** The word for why, with which a label may begin. */
export const whyWords: readonly string[] = [
  ...["why", "reason", "what you'll love", "perfect because", "recommended because", "good for you because"],
  ...["为什么", "為什麼", "为何", "推荐理由"],
  ...["なぜ", "どうして", "おすすめする理由", "おすすめの理由"],
  ...["por qué", "por que", "porque te", "motivo"],
  ...["pourquoi", "raison"],
  ...["warum", "wieso", "weshalb"],
  ...["почему", "зачем"],
  ...["왜", "추천하는 이유"],
  ...["porquê", "por que", "motivo"],
  ...["perché", "perche", "perchè", "motivo"],
];
