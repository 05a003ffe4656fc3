/** The values that a setting accepts. */
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { wholeNumber, type FieldPath } from "../../schema/index.ts";

export interface ValueKind<Value> {
  /** As a phrase for errors and for the docs: `a whole number from 0 to 65535`. */
  readonly expected: string;
  /** The value's name in `--help`; empty for a flag without a value. */
  readonly placeholder: string;
  /** Reads a value that already has YAML's types. */
  readonly schema: z.ZodType<Value>;
  /** The text of a flag or of the environment as such a value; text that is none stays text, and `schema` refuses it. */
  fromText(text: string): unknown;
  /** Paths inside the value that errors must not show. */
  readonly isSecret?: (path: FieldPath) => boolean;
}

interface KindOptions<Value> extends Partial<Pick<ValueKind<Value>, "fromText" | "isSecret">> {
  readonly placeholder?: string;
}

export function kind<Value>(
  expected: string,
  schema: z.ZodType<Value>,
  { placeholder = "", fromText = (given) => given.trim(), isSecret }: KindOptions<Value> = {},
): ValueKind<Value> {
  return { expected, placeholder, schema, fromText, isSecret };
}

const notBlank = (value: string): boolean => value.trim() !== "";

export function text(expected: string, placeholder: string): ValueKind<string> {
  const schema = z.string({ error: expected }).refine(notBlank, { error: expected });
  return kind(expected, schema, { placeholder, fromText: (given) => given });
}

/** A path, or what may be one: `~/` is the user's own folder, as shells read it. */
export function path(expected: string, placeholder: string): ValueKind<string> {
  const { schema, ...rest } = text(expected, placeholder);
  return { ...rest, schema: schema.transform(fromHome) };
}

export function fromHome(given: string): string {
  return given === "~" || given.startsWith("~/") ? join(homedir(), given.slice(2)) : given;
}

/** A string of one form. `isSecret`: what is refused may hold a password. */
export function pattern(
  expected: string,
  form: RegExp | ((value: string) => boolean),
  options: KindOptions<string> = {},
): ValueKind<string> {
  const fits = typeof form === "function" ? form : (value: string) => form.test(value);
  return kind(expected, z.string({ error: expected }).refine(fits, { error: expected }), options);
}

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

export function integer({ min, max }: IntegerRange, placeholder: string): ValueKind<number> {
  const expected = `a whole number from ${min} to ${max}`;
  return kind(expected, wholeNumber(min, max), { placeholder, fromText: numberFromText });
}

function numberFromText(given: string): number | string {
  return /^[+-]?\d{1,15}$/.test(given.trim()) ? Number(given) : given;
}

/** Milliseconds up to a day. */
export const timeoutMs: ValueKind<number> = integer({ min: 1, max: 86_400_000 }, "MS");

/** A whole number, or one word in its place. `others`: what else means that word. */
export function integerOr<const Word extends string>(
  word: Word,
  { min, max }: IntegerRange,
  placeholder: string,
  others = "",
): ValueKind<number | Word> {
  const expected = `a whole number from ${min} to ${max}, or ${word}${others}`;
  const schema = z.union([z.literal(word), wholeNumber(min, max, expected)], { error: expected });
  return kind(expected, schema, { placeholder, fromText: numberFromText });
}

export function integerOrAuto(range: IntegerRange, placeholder: string): ValueKind<number | "auto"> {
  return integerOr("auto", range, placeholder);
}

const spelledBooleans: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

export function boolean(): ValueKind<boolean> {
  const fromText = (given: string): boolean | string => spelledBooleans.get(given.trim().toLowerCase()) ?? given;
  return kind("true or false", z.boolean(), { fromText });
}

export function choice<const Choice extends string>(choices: readonly Choice[]): ValueKind<Choice> {
  const expected = `one of ${choices.join(", ")}`;
  return kind(expected, z.enum(choices, { error: expected }), { placeholder: choices.join("|") });
}

/** Strings; in flags and the environment separated by commas. */
export function list(expected: string, placeholder: string): ValueKind<readonly string[]> {
  const entry = "a string that is not empty";
  const schema = z.array(z.string({ error: entry }).refine(notBlank, { error: entry }), { error: expected });
  return kind(expected, schema, {
    placeholder,
    fromText: (given) =>
      given
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
  });
}

/** A list that does not fit one line of text. */
export function listOf<Entry>(expected: string, entry: z.ZodType<Entry>): ValueKind<readonly Entry[]> {
  return kind<readonly Entry[]>(expected, z.array(entry, { error: expected }));
}
