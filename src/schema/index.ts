export { numberBetween, wholeNumber } from "./number-schemas.ts";
export { readJson, readValue, type ReadOptions } from "./read-value.ts";
export { readYaml } from "./read-yaml.ts";
