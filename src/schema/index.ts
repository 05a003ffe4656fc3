export type { FieldPath } from "./field-path.ts";
export { numberBetween, wholeNumber } from "./number-schemas.ts";
export { readJson, readValue, type ReadOptions } from "./read-value.ts";
export { readYaml, type YamlProblem } from "./read-yaml.ts";
export { upToCharacters, visibleString } from "./string-schemas.ts";
