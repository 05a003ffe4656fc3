import { fieldsOf, isFields, parseFields, textOf, type Fields } from "./json-fields.ts";

/** What a server's error body says, whichever shape it has. */
export interface ErrorWords {
  readonly message: string;
  /** The server's own code and type in one text, to classify errors; may be empty. */
  readonly kind: string;
  /** All fields that stood beside the message. */
  readonly fields: Fields;
}

/**
 * The error in a JSON text; undefined when it holds none. Understood are `{error: {message, type, code}}` (OpenAI, vLLM,
 * llama-server, LM Studio, LocalAI), `{error: "…", error_type}` (Ollama, TGI), `{object: "error", message}` (older vLLM)
 * and `{detail: "…"}` (FastAPI). Lists of details are left out: they repeat the request.
 */
export function readErrorBody(text: string): ErrorWords | undefined {
  const body = parseFields(text);
  return body === undefined ? undefined : errorWordsOf(body);
}

export function errorWordsOf(body: Fields): ErrorWords | undefined {
  const { error } = body;
  if (isFields(error)) return words(textOf(error["message"]) ?? "", error);
  if (typeof error === "string" && error !== "") return words(error, body);
  if (body["object"] === "error") return words(textOf(body["message"]) ?? "", body);
  const detail = textOf(body["detail"]);
  return detail === undefined ? undefined : words(detail, fieldsOf(body));
}

function words(message: string, fields: Fields): ErrorWords {
  const kind = [fields["code"], fields["type"], fields["error_type"]]
    .filter((one) => typeof one === "string")
    .join(" ");
  return { message, kind, fields };
}
