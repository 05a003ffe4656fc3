/**
 * What a setting's value may be. A kind reads a value that is already of YAML's types (`read`), and turns the text of a
 * flag or of the environment into such a value first (`fromText`), so that each rule is written once.
 */
import { wrongValue, type Place } from "./wrong-value.ts";

export interface ValueKind<Value> {
  /** What is wished, as a phrase for errors and for the docs: `a whole number from 0 to 65535`. */
  readonly wished: string;
  /** The word that stands for the value in `--help`; empty for a flag without a value. */
  readonly placeholder: string;
  /** Text as the value it spells; text that spells none stays text, and `read` refuses it. */
  fromText(text: string): unknown;
  /** @throws ReparteeError `config_invalid` naming the place, what was found and what is wished. */
  read(value: unknown, place: Place): Value;
}

export function text(wished: string, placeholder: string): ValueKind<string> {
  return {
    wished,
    placeholder,
    fromText: (given) => given,
    read(value, place) {
      if (typeof value !== "string" || value.trim() === "") throw wrongValue(place, value, wished);
      return value;
    },
  };
}

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

export function integer(range: IntegerRange, placeholder: string): ValueKind<number> {
  const wished = `a whole number from ${range.min} to ${range.max}`;
  return {
    wished,
    placeholder,
    fromText: (given) => (/^[+-]?\d{1,15}$/.test(given.trim()) ? Number(given) : given),
    read(value, place) {
      if (!isIntegerIn(range, value)) throw wrongValue(place, value, wished);
      return value;
    },
  };
}

/** Milliseconds up to a day. */
export const timeoutMs: ValueKind<number> = integer({ min: 1, max: 86_400_000 }, "MS");

export function integerOrAuto(range: IntegerRange, placeholder: string): ValueKind<number | "auto"> {
  return integerOr("auto", range, placeholder);
}

/** A whole number, or one word in its place. */
export function integerOr<const Word extends string>(
  word: Word,
  range: IntegerRange,
  placeholder: string,
): ValueKind<number | Word> {
  const number = integer(range, placeholder);
  const wished = `${number.wished}, or ${word}`;
  return {
    wished,
    placeholder,
    fromText: (given) => number.fromText(given),
    read(value, place) {
      if (value === word) return word;
      if (!isIntegerIn(range, value)) throw wrongValue(place, value, wished);
      return value;
    },
  };
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
  const wished = "true or false";
  return {
    wished,
    placeholder: "",
    fromText: (given) => spelledBooleans.get(given.trim().toLowerCase()) ?? given,
    read(value, place) {
      if (typeof value !== "boolean") throw wrongValue(place, value, wished);
      return value;
    },
  };
}

export function choice<const Choice extends string>(choices: readonly Choice[]): ValueKind<Choice> {
  const wished = `one of ${choices.join(", ")}`;
  return {
    wished,
    placeholder: choices.join("|"),
    fromText: (given) => given.trim(),
    read(value, place) {
      const found = choices.find((known) => known === value);
      if (found === undefined) throw wrongValue(place, value, wished);
      return found;
    },
  };
}

/** Texts; in flags and the environment separated by commas. */
export function list(wished: string, placeholder: string): ValueKind<readonly string[]> {
  return {
    wished,
    placeholder,
    fromText: (given) =>
      given
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    read(value, place) {
      if (!Array.isArray(value)) throw wrongValue(place, value, wished);
      return value.map((entry: unknown, index) => {
        if (typeof entry !== "string" || entry.trim() === "")
          throw wrongValue({ ...place, key: `${place.key}[${index}]` }, entry, "a text that is not empty");
        return entry;
      });
    },
  };
}

function isIntegerIn(range: IntegerRange, value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= range.min && Number(value) <= range.max;
}
