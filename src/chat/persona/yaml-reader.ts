/**
 * Reads a YAML node as a value of a known form. What is wrong is not thrown but noted with its line, so that a file
 * tells all of its faults at once; a reader then returns undefined.
 */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import { nearestName } from "../../core/nearest-name.ts";

/** One fault of a file. Lines and columns count from 1. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  /** The place in the document, such as `canned.sad.lines`; empty for the document itself. */
  readonly path: string;
  /** What was found and what would be right. */
  readonly message: string;
}

/** One value in its document. */
export interface YamlPlace {
  readonly node: Node | undefined;
  readonly path: string;
  /** Notes a fault, at another node of the document where one is given. */
  report(message: string, at?: Node): void;
  /** A value inside this one. */
  within(node: Node | undefined, path: string): YamlPlace;
}

export type YamlReader<Value> = (place: YamlPlace) => Value | undefined;

export interface YamlRead<Value> {
  readonly value: Value | undefined;
  /** Empty when all is well, and only then is the value whole. */
  readonly problems: readonly YamlProblem[];
}

export function readYaml<Value>(yaml: string, read: YamlReader<Value>): YamlRead<Value> {
  const lines = new LineCounter();
  // Nodes are read as they stand: an alias (`*x`) is no value here, so that none can stand for millions of them.
  const document = parseDocument(yaml, { lineCounter: lines });
  const problems: YamlProblem[] = [];
  const note = (offset: number, path: string, message: string): void => {
    const { line, col } = lines.linePos(offset);
    problems.push({ line: Math.max(1, line), column: Math.max(1, col), path, message });
  };
  for (const error of document.errors) note(error.pos[0], "", firstLine(error.message));
  if (problems.length > 0) return { value: undefined, problems };

  function place(node: Node | undefined, path: string, holder: Node | undefined): YamlPlace {
    return {
      node,
      path,
      report: (message, at) => note((at ?? node ?? holder)?.range?.[0] ?? 0, path, message),
      within: (inner, innerPath) => place(inner, innerPath, node ?? holder),
    };
  }
  const value = read(place(document.contents ?? undefined, "", undefined));
  return { value: problems.length === 0 ? value : undefined, problems };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}

/** The node in words: `found 3`, `found a list`, `it is missing`. */
function found(node: Node | undefined): string {
  if (node === undefined) return "it is missing";
  if (isMap(node)) return "found a map";
  if (isSeq(node)) return "found a list";
  if (!isScalar(node) || node.value === null) return "found nothing";
  const shown = JSON.stringify(node.value) ?? "a value";
  return `found ${shown.length > 60 ? `a text of ${shown.length - 2} characters` : shown}`;
}

/** Notes that the place holds something else than is wished. */
export function refuse(place: YamlPlace, wished: string): undefined {
  place.report(`${found(place.node)}; wished: ${wished}`);
  return undefined;
}

export function text(wished: string, pattern?: RegExp): YamlReader<string> {
  return (place) => {
    const value = isScalar(place.node) ? place.node.value : undefined;
    if (typeof value !== "string" || value.trim() === "") return refuse(place, wished);
    if (pattern !== undefined && !pattern.test(value)) return refuse(place, wished);
    return value.trim();
  };
}

export function number(range: {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
}): YamlReader<number> {
  const wished = `a ${range.whole === true ? "whole " : ""}number from ${range.min} to ${range.max}`;
  return (place) => {
    const value = isScalar(place.node) ? place.node.value : undefined;
    if (typeof value !== "number" || !(value >= range.min && value <= range.max)) return refuse(place, wished);
    if (range.whole === true && !Number.isInteger(value)) return refuse(place, wished);
    return value;
  };
}

export const boolean: YamlReader<boolean> = (place) => {
  const value = isScalar(place.node) ? place.node.value : undefined;
  return typeof value === "boolean" ? value : refuse(place, "true or false");
};

export function oneOf<const Word extends string>(words: readonly Word[]): YamlReader<Word> {
  return (place) => {
    const value = isScalar(place.node) ? place.node.value : undefined;
    const word = words.find((one) => one === value);
    if (word !== undefined) return word;
    const near = typeof value === "string" ? nearestName(value, words) : undefined;
    return refuse(place, `one of ${words.join(", ")}${near === undefined ? "" : ` (did you mean ${near}?)`}`);
  };
}

export function list<Value>(
  each: YamlReader<Value>,
  wished: string,
  { min = 0, max = 1000 }: { readonly min?: number; readonly max?: number } = {},
): YamlReader<readonly Value[]> {
  return (place) => {
    if (!isSeq<Node>(place.node)) return refuse(place, wished);
    const { items } = place.node;
    if (items.length < min || items.length > max) {
      place.report(`found ${items.length} ${items.length === 1 ? "entry" : "entries"}; wished: ${wished}`);
      return undefined;
    }
    return items.flatMap((item, index) => each(place.within(item, `${place.path}[${index}]`)) ?? []);
  };
}

/** Readers by key. A key that is not among them is a fault; so is one that is absent and not `optional`. */
export function map<Fields extends Record<string, unknown>>(
  fields: { readonly [Name in keyof Fields & string]: YamlReader<Fields[Name]> },
  {
    optional = [],
    wished = "a map",
  }: { readonly optional?: readonly (keyof Fields & string)[]; readonly wished?: string } = {},
): YamlReader<Partial<Fields>> {
  const known = Object.keys(fields);
  return (place) => {
    const entries = entriesOf(place);
    if (entries === undefined) return refuse(place, `${wished} with ${known.join(", ")}`);
    for (const { name, key } of entries) {
      if (known.includes(name)) continue;
      const near = nearestName(name, known);
      const wish = near === undefined ? `wished: ${known.join(", ")}` : `did you mean \`${near}\`?`;
      place.within(key, join(place.path, name)).report(`found the key \`${name}\`, which has no meaning here; ${wish}`);
    }
    const values: Record<string, unknown> = {};
    for (const [name, read] of Object.entries<YamlReader<unknown>>(fields)) {
      const node = entries.find((entry) => entry.name === name)?.value;
      if (node === undefined && optional.includes(name)) continue;
      const value = read(place.within(node, join(place.path, name)));
      if (value !== undefined) values[name] = value;
    }
    // Each value came from the reader of its own key.
    return values as Partial<Fields>;
  };
}

/** Every entry of a map with free keys. */
export function record<Value>(each: YamlReader<Value>, wished: string): YamlReader<Readonly<Record<string, Value>>> {
  return (place) => {
    const entries = entriesOf(place);
    if (entries === undefined) return refuse(place, wished);
    return Object.fromEntries(
      entries.flatMap(({ name, value }) => {
        const read = each(place.within(value, join(place.path, name)));
        return read === undefined ? [] : [[name, read]];
      }),
    );
  };
}

interface YamlEntry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | undefined;
}

function entriesOf({ node }: YamlPlace): readonly YamlEntry[] | undefined {
  if (!isMap<Node, Node | null>(node)) return undefined;
  return node.items.map(({ key, value }) => ({
    name: isScalar(key) ? String(key.value) : "?",
    key,
    value: value ?? undefined,
  }));
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
