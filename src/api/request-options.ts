/** What requests of the library have in common, with their schemas: a caller may have no compiler. */
import { z } from "zod";
import { ReparteeError } from "../core/errors.ts";
import { anObject, filledString, isWrittenText, readValue } from "../schema/index.ts";

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

function isAbortSignal(value: unknown): boolean {
  return typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;
}

export const abortableShape = {
  signal: z.custom<AbortSignal>(isAbortSignal, { error: "an AbortSignal" }).optional(),
};

export const requestShape = { ...abortableShape, model: filledString.optional() };

/** A function that the caller may pass, such as `onProgress`. */
export function callbackSchema<Callback extends (...values: never[]) => void>(): z.ZodOptional<z.ZodType<Callback>> {
  return z.custom<Callback>((value) => typeof value === "function", { error: "a function" }).optional();
}

const abortableSchema = z.strictObject(abortableShape, anObject("options with `signal`"));

/** The options of a call that has a request of its own besides. @throws ReparteeError `invalid_request` */
export function signalOf(options: unknown = {}): AbortSignal {
  return readValue(abortableSchema, options).signal ?? neverAborted();
}

/** @throws ReparteeError `invalid_request`; `param` names the field, and no text of a user is quoted. */
export function readRequest<Value>(schema: z.ZodType<Value>, request: unknown): Value {
  return readValue(schema, request, { isSecret: isWrittenText });
}

/** A string that names something, such as an id. @throws ReparteeError `invalid_request` */
export function checkName(value: unknown, name: string): void {
  readValue(filledString, value, { at: [name] });
}

/** For callers that give no signal. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
