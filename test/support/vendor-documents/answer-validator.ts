/** Holds answers against a vendor's OpenAPI document: what is wrong with a field, and which fields it does not have. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { nodeAt, placeOf, pointerOf, withoutNullable, type Json, type JsonNode } from "./json-schema.ts";
import { alternatives, fits, unknownFields } from "./unknown-fields.ts";

/** Where the schema of an answer is in the document. */
export type Place = readonly string[];

export interface Findings {
  /** One text each, with the path of the field. */
  readonly problems: readonly string[];
  /** Paths of fields that the document does not have there. */
  readonly unknown: readonly string[];
}

export interface AnswerValidator {
  /** Undefined where the document has no such place. */
  check(place: Place, answer: unknown): Findings | undefined;
}

/** The answer of a route with a status. */
export function answerPlace(method: string, path: string, type = "application/json"): Place {
  return ["paths", path, method.toLowerCase(), "responses", "200", "content", type, "schema"];
}

export function componentPlace(name: string): Place {
  return ["components", "schemas", name];
}

const documentId = "https://repartee.test/document";

/** @param file a document in YAML or JSON. */
export function readAnswerValidator(file: string): AnswerValidator {
  // The document's own anchors are many.
  const document = withoutNullable(parse(readFileSync(file, "utf8"), { maxAliasCount: -1 }) as Json);
  // OpenAPI has keywords beside those of JSON Schema (`example`, `discriminator`), and formats such as `unixtime`.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  ajv.addSchema(document as object, documentId);

  /** Of a union of events, the one that the answer says it is: the others' findings would hide its own. */
  function narrowed(place: Place, schema: JsonNode, answer: unknown): Place | undefined {
    const { $ref: ref } = schema;
    if (typeof ref === "string") {
      const target = placeOf(ref);
      const node = nodeAt(document, target);
      return node === undefined ? undefined : narrowed(target, node, answer);
    }
    const [union] = (["anyOf", "oneOf"] as const).filter((name) => Array.isArray(schema[name]));
    if (union === undefined) return place;
    const count = (schema[union] as readonly Json[]).length;
    const places = Array.from({ length: count }, (_, index) => [...place, union, String(index)]);
    const own = places.filter((one) => isOf(one, answer));
    const [only] = own;
    return own.length === 1 ? only : own.length === 0 ? undefined : place;
  }

  function isOf(place: Place, answer: unknown): boolean {
    const index = Number(place.at(-1));
    const list = nodeAt(document, place.slice(0, -2))?.[place.at(-2) ?? ""];
    const branch = Array.isArray(list) ? (list as readonly JsonNode[])[index] : undefined;
    return branch !== undefined && alternatives(document, branch).every((one) => fits(one, answer));
  }

  return {
    check(place, answer) {
      const schema = nodeAt(document, place);
      if (schema === undefined) return undefined;
      const own = narrowed(place, schema, answer);
      if (own === undefined) return { problems: [`no such event or object: ${JSON.stringify(answer)}`], unknown: [] };
      const validate = ajv.compile({ $ref: `${documentId}#${pointerOf(own)}` });
      const isRight = validate(answer);
      const errors = isRight ? [] : (validate.errors ?? []);
      return {
        problems: errors.map(({ instancePath, message }) => `${instancePath}: ${message ?? "is wrong"}`),
        unknown: unknownFields(document, schema, answer),
      };
    },
  };
}
