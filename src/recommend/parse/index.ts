export { createListParser, parseList } from "./list-parser.ts";
export type { EndOptions, ListParser, ListParserOptions } from "./list-parser.ts";
export type { ParsedItem, ParsedList } from "./parsed-item.ts";
export { recommendationSchema } from "./recommendation-schema.ts";
export type { RecommendationSchemaOptions } from "./recommendation-schema.ts";
