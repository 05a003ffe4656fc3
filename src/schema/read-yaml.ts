import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
} from "yaml";
import type { z } from "zod";
import { checkValue } from "./read-value.ts";
import { writePath, type FieldPath } from "./field-path.ts";

/** One problem of a file. Lines and columns count from 1. */
export interface YamlProblem {
  readonly line: number;
  readonly column: number;
  /** The place in the document, such as `canned.sad.lines`; empty for the document itself. */
  readonly path: string;
  /** `expected true or false, got "perhaps"`. */
  readonly message: string;
}

export type YamlRead<Value> =
  /** `given`: the same before the schema changed anything. */
  | { readonly value: Value; readonly given: unknown; readonly problems: readonly [] }
  | {
      readonly value?: undefined;
      readonly given?: undefined;
      readonly problems: readonly [YamlProblem, ...YamlProblem[]];
    };

/** Reads YAML by a schema and reports all of its problems at once, each with its line. */
export function readYaml<Value>(schema: z.ZodType<Value>, yaml: string): YamlRead<Value> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const problemAt = (offset: number, path: string, message: string): YamlProblem => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), path, message };
  };
  const faults = [
    ...document.errors.map((error) => problemAt(error.pos[0], "", firstLine(error.message))),
    ...aliasesOf(document).map(({ range }) => problemAt(range?.[0] ?? 0, "", "expected a value, got an alias")),
  ];
  const [fault, ...otherFaults] = faults;
  if (fault !== undefined) return { problems: [fault, ...otherFaults] };
  const given: unknown = document.toJS();
  const { value, problems } = checkValue(schema, given);
  if (problems === undefined) return { value, given, problems: [] };
  const [first, ...others] = problems.map(({ path, message, isKey = false }) =>
    problemAt(offsetOf(document, path, isKey), writePath(path), message),
  );
  return { problems: [first ?? problemAt(0, "", "expected another value"), ...others] };
}

/** An alias (`*x`) is refused: a few lines of them can expand to millions of values. */
function aliasesOf(document: Document): readonly Alias[] {
  const aliases: Alias[] = [];
  visit(document, { Alias: (_, alias) => void aliases.push(alias) });
  return aliases;
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message).replace(/ at line \d+, column \d+:?$/, "");
}

/** Where the value at a path begins; for one that is missing, where its nearest holder does. */
function offsetOf(document: Document, path: FieldPath, isKey: boolean): number {
  let holder: Node | null = isNode(document.contents) ? document.contents : null;
  for (const [index, part] of path.entries()) {
    const inner = childOf(holder, part, isKey && index === path.length - 1);
    if (inner === undefined) break;
    holder = inner;
  }
  return holder?.range?.[0] ?? 0;
}

function childOf(holder: Node | null, part: PropertyKey, wantsKey: boolean): Node | undefined {
  if (isSeq<Node>(holder)) return holder.items[Number(part)];
  if (!isMap<Node, Node | null>(holder)) return undefined;
  const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  // An empty value has no place of its own in the text.
  return wantsKey ? pair?.key : (pair?.value ?? pair?.key);
}
