import { describe, expect, test } from "vitest";
import { createRecipientReader, recipientMarks } from "./recipient-reader.ts";
import { createToolCallParser } from "./tool-call-parser.ts";

/** A reply through the reader and the parser of calls. */
function read(reply: string): { readonly text: string; readonly calls: readonly (readonly [string, string])[] } {
  const reader = createRecipientReader();
  const parser = createToolCallParser(new Set(["get_weather", "get_time"]));
  const pieces = reply
    .split(/(<\|\w+\|>)/)
    .flatMap((part) => (recipientMarks.has(part) ? [part] : (part.match(/.{1,3}/gs) ?? [])));
  const chunks = [...pieces.map((piece) => reader.push(piece)), reader.end()].flatMap((text) => parser.push(text));
  let text = "";
  const calls: [string, string][] = [];
  for (const chunk of [...chunks, ...parser.flush()]) {
    if (chunk.type === "text") text += chunk.text;
    else if (chunk.type === "call") calls.push([chunk.name, ""]);
    else {
      const call = calls[chunk.index];
      if (call !== undefined) call[1] += chunk.delta;
    }
  }
  return { text: text.trim(), calls };
}

const paris = ["get_weather", '{"city": "Paris"}'] as const;
const call = 'get_weather\n<|content|>{"city": "Paris"}';
const next = "\n<|from|>assistant\n<|recipient|>";

describe("functionary 2's parts", () => {
  test.each([
    ["words for all", "all\n<|content|>Hello!<|stop|>", "Hello!", []],
    ["words without a stop", "all\n<|content|>Hel", "Hel", []],
    ["words of several lines with the marks' signs", "all\n<|content|>a\n<b> | c", "a\n<b> | c", []],
    ["a call", `${call}<|stop|>`, "", [paris]],
    ["a call that ends with the reply", call, "", [paris]],
    ["words and a call", `all\n<|content|>I look.${next}${call}<|stop|>`, "I look.", [paris]],
    ["two calls", `${call}${next}get_time\n<|content|>{}<|stop|>`, "", [paris, ["get_time", "{}"]]],
    ["JSON that a grammar forces", '{"a": 1}', '{"a": 1}', []],
    ["words that are addressed to nobody", "Hello there!", "Hello there!", []],
    ["one word that is addressed to nobody", "Hello", "Hello", []],
  ] as const)("are read in %s", (_, reply, text, calls) => {
    expect(read(reply)).toEqual({ text, calls });
  });
});
