import { ReparteeError } from "../../core/errors.ts";

/** Reads one group of keys, naming the key at fault. Every reader throws ReparteeError `config_invalid`. */
export interface EntryFields {
  has(key: string): boolean;
  text(key: string, form: RegExp, wished: string): string;
  optionalText(key: string): string | undefined;
  oneOf<Value extends string>(key: string, values: readonly Value[], otherwise: Value): Value;
  flag(key: string, otherwise: boolean): boolean;
  /** A whole number from 0 on. */
  count(key: string, otherwise: number): number;
  number(key: string, least: number, most: number): number | undefined;
  group(key: string, keys: readonly string[]): EntryFields;
  /** A list of at least one group. */
  groups(key: string, keys: readonly string[]): EntryFields[];
  wrong(key: string, found: unknown, wished: string): ReparteeError;
}

/** @throws ReparteeError `config_invalid` when `value` is no group or has a key that is not among `keys`. */
export function createEntryFields(value: unknown, path: string, keys: readonly string[]): EntryFields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ReparteeError("config_invalid", `Cannot use ${path}: it must be a group of keys`, { param: path });
  }
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  for (const key of given.keys()) {
    if (keys.includes(key)) continue;
    const param = `${path}.${key}`;
    const hint = `Known keys are ${keys.join(", ")}.`;
    throw new ReparteeError("config_invalid", `Cannot use ${param}: there is no such key`, { param, hint });
  }

  function wrong(key: string, found: unknown, wished: string): ReparteeError {
    const param = `${path}.${key}`;
    const shown = found === undefined ? "missing" : (JSON.stringify(found)?.slice(0, 200) ?? typeof found);
    return new ReparteeError("config_invalid", `Cannot use ${param}: it is ${shown}, wished is ${wished}`, { param });
  }

  const isGiven = (key: string): boolean => given.get(key) !== undefined && given.get(key) !== null;

  return {
    has: isGiven,
    wrong,
    text(key, form, wished) {
      const found = given.get(key);
      if (typeof found !== "string" || !form.test(found)) throw wrong(key, found, wished);
      return found;
    },
    optionalText(key) {
      if (!isGiven(key)) return undefined;
      const found = given.get(key);
      if (typeof found !== "string" || found === "") throw wrong(key, found, "a text that is not empty");
      return found;
    },
    oneOf(key, values, otherwise) {
      if (!isGiven(key)) return otherwise;
      const found = given.get(key);
      const known = values.find((candidate) => candidate === found);
      if (known === undefined) throw wrong(key, found, `one of ${values.join(", ")}`);
      return known;
    },
    flag(key, otherwise) {
      if (!isGiven(key)) return otherwise;
      const found = given.get(key);
      if (typeof found !== "boolean") throw wrong(key, found, "true or false");
      return found;
    },
    count(key, otherwise) {
      if (!isGiven(key)) return otherwise;
      const found = given.get(key);
      if (typeof found === "number" && Number.isSafeInteger(found) && found >= 0) return found;
      throw wrong(key, found, "a whole number from 0 on");
    },
    number(key, least, most) {
      if (!isGiven(key)) return undefined;
      const found = given.get(key);
      if (typeof found === "number" && found >= least && found <= most) return found;
      throw wrong(key, found, `a number from ${least} to ${most}`);
    },
    group: (key, known) => createEntryFields(given.get(key), `${path}.${key}`, known),
    groups(key, known) {
      const found = given.get(key);
      if (!Array.isArray(found) || found.length === 0) throw wrong(key, found, "a list of at least one file");
      return found.map((element: unknown, index) => createEntryFields(element, `${path}.${key}[${index}]`, known));
    },
  };
}
