import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createToolCallParser } from "./tool-call-parser.ts";
import type { ParsedChunk } from "./parsed-chunks.ts";

const names = new Set(["get_weather", "get_time"]);

interface Parsed {
  text: string;
  calls: { name: string; arguments: string }[];
}

function parse(texts: readonly string[]): Parsed {
  const parser = createToolCallParser(names);
  const chunks: ParsedChunk[] = [...texts.flatMap((text) => parser.push(text)), ...parser.flush()];
  const parsed: Parsed = { text: "", calls: [] };
  for (const chunk of chunks) {
    if (chunk.type === "text") parsed.text += chunk.text;
    else if (chunk.type === "call") {
      expect(chunk.index).toBe(parsed.calls.length);
      parsed.calls.push({ name: chunk.name, arguments: "" });
    } else {
      const call = parsed.calls[chunk.index];
      expect(call).toBeDefined();
      if (call) call.arguments += chunk.delta;
    }
  }
  return parsed;
}

const weather = { name: "get_weather", arguments: '{"city": "Kyōto {old}"}' };
const time = { name: "get_time", arguments: "{}" };

const replies: readonly [string, string, Parsed][] = [
  ["plain text", "It is sunny.", { text: "It is sunny.", calls: [] }],
  ["text with braces", "Use {x} and [y] < z", { text: "Use {x} and [y] < z", calls: [] }],
  ["an object that is no call", '{"answer": 42}', { text: '{"answer": 42}', calls: [] }],
  ["a list that is no call", "[1, 2]", { text: "[1, 2]", calls: [] }],
  [
    "a bare call of an unknown name",
    '{"name": "Bob", "parameters": {}}',
    { text: '{"name": "Bob", "parameters": {}}', calls: [] },
  ],
  ["a bare call", '{"name": "get_weather", "parameters": {"city": "Kyōto {old}"}}', { text: "", calls: [weather] }],
  [
    "a bare call after a control token's text",
    '<|python_tag|>{"name": "get_time", "parameters": {}}',
    { text: "", calls: [time] },
  ],
  [
    "keys in another order",
    '{"arguments": {"city":"Bonn"}, "name": "get_weather"}',
    { text: "", calls: [{ name: "get_weather", arguments: '{"city":"Bonn"}' }] },
  ],
  [
    "arguments as a string",
    '{"name": "get_weather", "arguments": "{\\"city\\":\\"Bonn\\"}"}',
    { text: "", calls: [{ name: "get_weather", arguments: '{"city":"Bonn"}' }] },
  ],
  ["no arguments at all", '{"name": "get_time"}', { text: "", calls: [time] }],
  [
    "OpenAI's wrapping",
    '{"type": "function", "function": {"name": "get_time", "arguments": {}}}',
    { text: "", calls: [time] },
  ],
  [
    "a tagged call after text",
    'Let me look.\n<tool_call>\n{"name": "get_weather", "arguments": {"city": "Kyōto {old}"}}\n</tool_call>',
    { text: "Let me look.\n", calls: [weather] },
  ],
  [
    "two tagged calls",
    '<tool_call>{"name": "get_time", "arguments": {}}</tool_call>\n<tool_call>{"name": "get_weather", "arguments": {"city": "Kyōto {old}"}}</tool_call>',
    { text: "", calls: [time, weather] },
  ],
  [
    "a listed pair",
    '[TOOL_CALLS] [{"name": "get_time", "arguments": {}}, {"name": "get_weather", "arguments": {"city": "Kyōto {old}"}}]',
    { text: "", calls: [time, weather] },
  ],
  ["a list without its marker", '[{"name": "get_time", "arguments": {}}]', { text: "", calls: [time] }],
  ["a fenced call", '```json\n{"name": "get_time", "arguments": {}}\n```', { text: "", calls: [time] }],
  [
    "text after a call",
    '<tool_call>{"name": "get_time", "arguments": {}}</tool_call> Done.',
    { text: "Done.", calls: [time] },
  ],
  ["a marker cut short", "a <tool_ca", { text: "a <tool_ca", calls: [] }],
  ["a marker with no object", "<tool_call> no", { text: "<tool_call> no", calls: [] }],
  ["a call cut in its head", '<tool_call>{"name": "get_', { text: '<tool_call>{"name": "get_', calls: [] }],
  [
    "a call cut in its arguments",
    '{"name": "get_weather", "arguments": {"city": "Ky',
    { text: "", calls: [{ name: "get_weather", arguments: '{"city": "Ky' }] },
  ],
];

describe("tool call parser", () => {
  it.each(replies)("reads %s, whole", (_name, reply, expected) => {
    expect(parse([reply])).toEqual(expected);
  });

  it.each(replies)("reads %s, character by character", (_name, reply, expected) => {
    expect(parse([...reply])).toEqual(expected);
  });

  it("reads any cutting as it reads the whole", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...replies.map(([, reply]) => reply)),
        fc.array(fc.nat(120), { maxLength: 8 }),
        (reply, cuts) => {
          const borders = [
            0,
            ...cuts.map((cut) => Math.min(cut, reply.length)).toSorted((a, b) => a - b),
            reply.length,
          ];
          const chunks = borders.slice(1).map((end, index) => reply.slice(borders[index], end));
          expect(parse(chunks)).toEqual(parse([reply]));
        },
      ),
    );
  });

  it("gives arguments out before the call is complete", () => {
    const parser = createToolCallParser(names);
    const chunks = parser.push('{"name": "get_weather", "arguments": {"city": "Ro');
    expect(chunks).toEqual([
      { type: "call", index: 0, name: "get_weather" },
      { type: "arguments", index: 0, delta: '{"city": "Ro' },
    ]);
  });
});
