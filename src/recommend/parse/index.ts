export { createListParser, parseList } from "./list-parser.ts";
export type { ParsedItem, ParsedList } from "./parsed-item.ts";
export { recommendationSchema } from "./recommendation-schema.ts";
