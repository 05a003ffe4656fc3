/** Holds answers against an OpenAPI document: each route's own schema of a successful answer, found in the document. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";

export interface AnswerValidator {
  /** What is wrong with an answer of a route, one text a finding; undefined where the document has no such route. */
  problems(method: string, path: string, answer: unknown): readonly string[] | undefined;
  /** The same for an event of its stream. */
  eventProblems(method: string, path: string, event: unknown): readonly string[] | undefined;
}

const documentId = "https://repartee.test/document";

/** @param file a document in YAML or JSON. */
export function readAnswerValidator(file: string): AnswerValidator {
  // The document's own anchors are many.
  const document = parse(readFileSync(file, "utf8"), { maxAliasCount: -1 }) as object;
  // OpenAPI has keywords beside those of JSON Schema (`example`, `discriminator`), and formats such as `unixtime`.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  ajv.addSchema(document, documentId);

  function check(method: string, path: string, type: string, value: unknown): readonly string[] | undefined {
    const place = ["paths", path, method.toLowerCase(), "responses", "200", "content", type, "schema"];
    if (valueAt(document, place) === undefined) return undefined;
    const pointer = place.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
    const validate = ajv.compile({ $ref: `${documentId}#/${pointer}` });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? "is wrong"}`);
  }

  return {
    problems: (method, path, answer) => check(method, path, "application/json", answer),
    eventProblems: (method, path, event) => check(method, path, "text/event-stream", event),
  };
}

function valueAt(value: unknown, place: readonly string[]): unknown {
  return place.reduce<unknown>(
    (found, key) => (typeof found === "object" && found !== null ? Reflect.get(found, key) : undefined),
    value,
  );
}
