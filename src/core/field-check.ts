/**
 * Checks of what callers without a compiler may pass. Strings are not quoted unless they spell a choice or a number:
 * they may be what a user wrote, and a message may be logged.
 */
import { ReparteeError } from "./errors.ts";

/**
 * Looks at one value. `path` is its name for the reader, such as `sampling.temperature`; empty for the whole request.
 * @throws ReparteeError `invalid_request` with the path as `param`.
 */
export type FieldCheck = (value: unknown, path: string) => void;

/** `sampling.temperature: expected a number from 0 to 2, got "hot"`: the form of `schema/`. */
export function wrongField(path: string, value: unknown, expected: string, quotes = false): ReparteeError {
  const place = path === "" ? "" : `${path}: `;
  return new ReparteeError("invalid_request", `${place}expected ${expected}, got ${describe(value, quotes)}`, {
    param: path === "" ? undefined : path,
  });
}

export function optional(check: FieldCheck): FieldCheck {
  return (value, path) => {
    if (value !== undefined) check(value, path);
  };
}

export const text: FieldCheck = (value, path) => {
  if (typeof value !== "string") throw wrongField(path, value, "a string");
};

export const filledText: FieldCheck = (value, path) => {
  if (typeof value !== "string" || value === "") throw wrongField(path, value, "a string that is not empty");
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

export function listOf(check: FieldCheck, expected: string, size: { min?: number; max?: number } = {}): FieldCheck {
  const { min = 0, max = Number.POSITIVE_INFINITY } = size;
  return (value, path) => {
    if (!isList(value)) throw wrongField(path, value, expected);
    if (value.length < min || value.length > max) throw wrongField(path, value, expected);
    for (const [index, entry] of value.entries()) check(entry, `${path}[${index}]`);
  };
}

/** One check a field of `Group`; a name that is none of them is most likely mistyped and is refused. */
export function groupOf<Group extends object>(
  checks: Readonly<Record<keyof Group & string, FieldCheck>>,
  expected: string,
): FieldCheck {
  const checkFields = fieldsOf<Group>(checks, expected);
  return (value, path) => {
    checkFields(value, path);
    if (!isGroup(value)) return;
    const unknown = Object.keys(value).find((key) => value[key] !== undefined && !Object.hasOwn(checks, key));
    if (unknown === undefined) return;
    const param = within(path, unknown);
    const known = Object.keys(checks).join(", ");
    throw new ReparteeError("invalid_request", `${param}: unknown field`, {
      param,
      hint: `Known here: ${known}.`,
    });
  };
}

/** As `groupOf`, and other fields of the value are left alone. */
export function fieldsOf<Group extends object>(
  checks: Readonly<Record<keyof Group & string, FieldCheck>>,
  expected: string,
): FieldCheck {
  const entries = Object.entries<FieldCheck>(checks);
  return (value, path) => {
    if (!isGroup(value)) throw wrongField(path, value, expected);
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
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
  if (value === "") return "an empty string";
  if (typeof value === "string") return quotes ? JSON.stringify(value.slice(0, 40)) : "a string";
  if (isList(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
