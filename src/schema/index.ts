export type { FieldPath } from "./field-path.ts";
export {
  chatShape,
  checkToolChoice,
  classifyShape,
  embedShape,
  generateRequestSchema,
  isWrittenText,
  jsonObjectSchema,
  maxMessages,
  messagesSchema,
  replyShape,
} from "./model-requests.ts";
export { numberBetween, numberInRange, wholeNumber } from "./number-schemas.ts";
export { readJson, readValue, type ReadOptions } from "./read-value.ts";
export { readYaml, type YamlProblem } from "./read-yaml.ts";
export { anObject } from "./object-error.ts";
export { filledString, upToCharacters, visibleString } from "./string-schemas.ts";
