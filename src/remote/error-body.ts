import { z } from "zod";
import { parseRecord, type JsonRecord } from "./parse-record.ts";
import { textField } from "./wire-fields.ts";

/** What a server's error body says, whichever shape it has. */
export interface ErrorWords {
  readonly message: string;
  /** The server's own code and type in one text, to classify errors; may be empty. */
  readonly kind: string;
  /** All fields beside the message. */
  readonly fields: JsonRecord;
}

const kinds = { code: textField, type: textField, error_type: textField };
const detailedError = z.looseObject({ ...kinds, message: textField });
/**
 * `{error: {message, type, code}}` (OpenAI, vLLM, llama-server, LM Studio, LocalAI), `{error: "…", error_type}` (Ollama,
 * TGI), `{object: "error", message}` (older vLLM) and `{detail: "…"}` (FastAPI). Lists of details are left out: they
 * repeat the request.
 */
const errorBody = z.looseObject({
  ...kinds,
  error: z.union([z.string(), detailedError]).nullish().catch(undefined),
  object: textField,
  message: textField,
  detail: textField,
});

/** The error in a JSON text; undefined when it holds none. */
export function readErrorBody(text: string): ErrorWords | undefined {
  const body = parseRecord(text);
  return body === undefined ? undefined : errorWordsOf(body);
}

export function errorWordsOf(body: JsonRecord): ErrorWords | undefined {
  // Asked of every frame of a reply: most have none of these fields, and looking is cheaper than parsing.
  if (body["error"] == null && body["detail"] == null && body["object"] !== "error") return undefined;
  const { error, object, message, detail, ...fields } = errorBody.parse(body);
  const kindOf = ({ code, type, error_type }: typeof fields): string =>
    [code, type, error_type].filter((one) => one != null).join(" ");
  if (typeof error === "object" && error !== null) {
    return { message: error.message ?? "", kind: kindOf(error), fields: error };
  }
  const said = error || (object === "error" ? (message ?? "") : detail);
  return said == null ? undefined : { message: said, kind: kindOf(fields), fields: body };
}
