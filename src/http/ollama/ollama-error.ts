import type { ReparteeError } from "../../core/errors.ts";
import { toErrorBody } from "../error-body.ts";

/** Ollama's errors are one text: the hint belongs to it. */
export function ollamaError(error: ReparteeError, requestId: string): { readonly error: string } {
  const { message, hint } = toErrorBody(error, requestId).error;
  return { error: hint === undefined ? message : `${message}. ${hint}` };
}
