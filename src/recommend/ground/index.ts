export { normalizeTitle } from "./normalize-title.ts";
export { sameTitle } from "./same-title.ts";
export { createTitleIndex } from "./title-index.ts";
export type { TitleEntry, TitleMatch } from "./title-index.ts";
