/**
 * Checks of what callers without a compiler may hand over. Texts are not quoted unless they spell a choice or a number:
 * they may be somebody's words, and a message may be logged.
 */
import { ReparteeError } from "./errors.ts";

/**
 * Looks at one value. `path` is its name for the reader, such as `sampling.temperature`; empty for the whole request.
 * @throws ReparteeError `invalid_request` with the path as `param`.
 */
export type FieldCheck = (value: unknown, path: string) => void;

/** `Cannot take the request: sampling.temperature is the text "hot", wished a number from 0 to 2.` */
export function wrongField(path: string, found: unknown, wished: string, quotes = false): ReparteeError {
  const subject = path === "" ? "it" : path;
  return new ReparteeError(
    "invalid_request",
    `Cannot take the request: ${subject} is ${describe(found, quotes)}, wished ${wished}.`,
    path === "" ? {} : { param: path },
  );
}

export function optional(check: FieldCheck): FieldCheck {
  return (value, path) => {
    if (value !== undefined) check(value, path);
  };
}

export const text: FieldCheck = (value, path) => {
  if (typeof value !== "string") throw wrongField(path, value, "a text");
};

export const filledText: FieldCheck = (value, path) => {
  if (typeof value !== "string" || value === "") throw wrongField(path, value, "a text that is not empty");
};

export function numberIn(min: number, max: number): FieldCheck {
  return (value, path) => {
    if (typeof value === "number" && value >= min && value <= max) return;
    throw wrongField(path, value, `a number from ${min} to ${max}`, true);
  };
}

export function integerIn(min: number, max: number): FieldCheck {
  return (value, path) => {
    if (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max) return;
    throw wrongField(path, value, `a whole number from ${min} to ${max}`, true);
  };
}

export function oneOf(choices: readonly string[]): FieldCheck {
  return (value, path) => {
    if (typeof value === "string" && choices.includes(value)) return;
    throw wrongField(path, value, `one of ${choices.map((choice) => `"${choice}"`).join(", ")}`, true);
  };
}

export function listOf(check: FieldCheck, wished: string, size: { min?: number; max?: number } = {}): FieldCheck {
  const { min = 0, max = Number.POSITIVE_INFINITY } = size;
  return (value, path) => {
    if (!isList(value)) throw wrongField(path, value, wished);
    if (value.length < min || value.length > max) throw wrongField(path, value, wished);
    for (const [index, entry] of value.entries()) check(entry, `${path}[${index}]`);
  };
}

/** One check a field of `Group`; a name that is none of them is most likely mistyped and is refused. */
export function groupOf<Group extends object>(
  checks: Readonly<Record<keyof Group & string, FieldCheck>>,
  wished: string,
): FieldCheck {
  const checkFields = fieldsOf<Group>(checks, wished);
  return (value, path) => {
    checkFields(value, path);
    if (!isGroup(value)) return;
    const unknown = Object.keys(value).find((key) => value[key] !== undefined && !Object.hasOwn(checks, key));
    if (unknown === undefined) return;
    const param = within(path, unknown);
    const known = Object.keys(checks).join(", ");
    throw new ReparteeError("invalid_request", `Cannot take the request: there is no field ${param}.`, {
      param,
      hint: `Known here: ${known}.`,
    });
  };
}

/** As `groupOf`, and what else stands in the value is left alone. */
export function fieldsOf<Group extends object>(
  checks: Readonly<Record<keyof Group & string, FieldCheck>>,
  wished: string,
): FieldCheck {
  const entries = Object.entries<FieldCheck>(checks);
  return (value, path) => {
    if (!isGroup(value)) throw wrongField(path, value, wished);
    for (const [key, check] of entries) check(value[key], within(path, key));
  };
}

/** JSON objects nest at most this deep; what refers to itself is found the same way. */
const maxJsonDepth = 256;

/** An object that JSON can carry. Members that are `undefined` are left out, as JSON does. */
export const jsonObject: FieldCheck = (value, path) => {
  if (!isGroup(value)) throw wrongField(path, value, "a JSON object");
  if (isDeeperThan(value, maxJsonDepth)) {
    throw wrongField(path, value, `JSON of at most ${maxJsonDepth} levels that does not refer to itself`);
  }
  checkJson(value, path);
};

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function checkJson(value: unknown, path: string): void {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (isList(value)) for (const [index, entry] of value.entries()) checkJson(entry, `${path}[${index}]`);
  else if (isGroup(value)) for (const [key, entry] of Object.entries(value)) checkJson(entry, within(path, key));
  else throw wrongField(path, value, "a value that JSON can carry");
}

/** Whether a value is an object with named members: no list, map or set. */
export function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !(Symbol.iterator in value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function within(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function describe(value: unknown, quotes: boolean): string {
  if (value === undefined) return "missing";
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return `the number ${value}`;
  if (value === "") return "an empty text";
  if (typeof value === "string") return quotes ? `the text ${JSON.stringify(value.slice(0, 40))}` : "a text";
  if (isList(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
