/** What requests of the library have in common, and its checks: a caller may have no compiler. */
import { ReparteeError } from "../core/errors.ts";
import { fieldsOf, filledText, isGroup, oneOf, optional, wrongField, type FieldCheck } from "../core/field-check.ts";

/** What a call that can be given up may say. */
export interface Abortable {
  /** Ends the work: a reply within one token. */
  readonly signal?: AbortSignal;
}

/** What every request to a model may say besides its words. */
export interface RequestOptions extends Abortable {
  /** The configured default when absent. */
  readonly model?: string;
}

export const noModelHint = 'Give one, such as createRepartee({ model: "./model.gguf" }).';

export function noModelConfigured(): ReparteeError {
  return new ReparteeError("no_model_configured", "Cannot answer: no model is configured.", { hint: noModelHint });
}

export const signalCheck: FieldCheck = optional((value, path) => {
  if (!isGroup(value) || typeof value["aborted"] !== "boolean" || typeof value["addEventListener"] !== "function")
    throw wrongField(path, value, "an AbortSignal");
});
export const optionalFunction: FieldCheck = optional((value, path) => {
  if (typeof value !== "function") throw wrongField(path, value, "a function");
});

const abortable = fieldsOf<Abortable>({ signal: signalCheck }, "an object");
const requestOptions = fieldsOf<RequestOptions>({ model: optional(filledText), signal: signalCheck }, "an object");
const fallback = optional(oneOf(["none", "template"]));

/** @throws ReparteeError `invalid_request` */
export function checkAbortable(options: unknown): void {
  abortable(options, "");
}

/** @throws ReparteeError `invalid_request`; `param` is `model` or `signal`. */
export function checkRequestOptions(options: unknown): void {
  requestOptions(options, "");
}

/** @throws ReparteeError `invalid_request`; `param` is `fallback`. */
export function checkFallback(value: unknown): void {
  fallback(value, "fallback");
}

/** @throws ReparteeError `invalid_request`, `expected` completing "expected …". */
export function checkIsGroup(request: unknown, expected: string): void {
  if (!isGroup(request)) throw wrongField("", request, expected);
}

/** A text that names something, such as an id. @throws ReparteeError `invalid_request` */
export function checkName(value: unknown, name: string): void {
  filledText(value, name);
}

/** For callers that give no signal. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
