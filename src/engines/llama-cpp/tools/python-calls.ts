/** Calls as Python writes them: `[get_weather(city="Paris"), add(a=1, b=[2.5, True, None])]`. */
import type { JsonValue } from "../../../core/json.ts";
import type { BlockCall } from "./block-call.ts";

/** Values nest at most this deep. */
const maxDepth = 32;

/** Empty where the text is no list of calls. */
export function readPythonCalls(text: string): readonly BlockCall[] {
  const reader = createReader(text.trim());
  try {
    const calls = reader.calls();
    return reader.isAtEnd() ? calls : [];
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return [];
    throw thrown;
  }
}

function createReader(text: string): { calls(): readonly BlockCall[]; isAtEnd(): boolean } {
  let at = 0;

  function skipSpace(): void {
    while (/\s/.test(text.charAt(at))) at += 1;
  }

  function take(expected: string): boolean {
    skipSpace();
    if (!text.startsWith(expected, at)) return false;
    at += expected.length;
    return true;
  }

  function must(expected: string): void {
    if (!take(expected)) throw new SyntaxError(`expected ${expected} at ${at}`);
  }

  function match(pattern: RegExp): string | undefined {
    skipSpace();
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function calls(): readonly BlockCall[] {
    const isList = take("[");
    const found: BlockCall[] = [];
    do found.push(call());
    while (take(",") || take(";"));
    if (isList) must("]");
    return found;
  }

  function call(): BlockCall {
    const name = match(/[\w.-]+/y);
    if (name === undefined) throw new SyntaxError(`expected a name at ${at}`);
    must("(");
    const entries: [string, JsonValue][] = [];
    while (!take(")")) {
      const key = match(/\w+/y);
      if (key === undefined) throw new SyntaxError(`expected the name of an argument at ${at}`);
      must("=");
      entries.push([key, value(0)]);
      if (!take(",")) {
        must(")");
        break;
      }
    }
    // Llama's built-in tools are called by their method.
    return { name: name.replace(/\.call$/, ""), arguments: JSON.stringify(Object.fromEntries(entries)) };
  }

  function value(depth: number): JsonValue {
    if (depth > maxDepth) throw new SyntaxError("nested too deep");
    if (take("[") || take("(")) return list(depth);
    if (take("{")) return dictionary(depth);
    const quoted = match(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'/y);
    if (quoted !== undefined) return unquote(quoted);
    const word = match(/[-+\w.]+/y);
    if (word === "True" || word === "true") return true;
    if (word === "False" || word === "false") return false;
    if (word === "None" || word === "null") return null;
    const number = Number(word ?? "none");
    if (!Number.isFinite(number)) throw new SyntaxError(`expected a value at ${at}`);
    return number;
  }

  function list(depth: number): JsonValue {
    const items: JsonValue[] = [];
    while (!take("]") && !take(")")) {
      items.push(value(depth + 1));
      take(",");
    }
    return items;
  }

  function dictionary(depth: number): JsonValue {
    const entries: [string, JsonValue][] = [];
    while (!take("}")) {
      const key = value(depth + 1);
      must(":");
      entries.push([typeof key === "string" ? key : JSON.stringify(key), value(depth + 1)]);
      take(",");
    }
    return Object.fromEntries(entries);
  }

  return {
    calls,
    isAtEnd() {
      skipSpace();
      return at === text.length;
    },
  };
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\([\s\S])/g, (_, character: string) => escapes[character] ?? character);
}
