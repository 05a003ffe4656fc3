import { describe, expect, test } from "vitest";
import { createReasoningSplitter } from "../../../core/separate-reasoning.ts";
import { createFunctionaryReader, createHarmonyReader, harmonyMarks, type ChannelReader } from "./channels.ts";
import { createToolCallParser } from "./tool-call-parser.ts";

interface Read {
  reasoning: string;
  text: string;
  readonly calls: { name: string; arguments: string }[];
}

/** A reply through the reader, the parser of calls and the splitter of reasoning, as a client gets it. */
function read(reader: ChannelReader, pieces: readonly string[]): Read {
  const parser = createToolCallParser(new Set(["get_weather"]));
  const splitter = createReasoningSplitter();
  const found: Read = { reasoning: "", text: "", calls: [] };
  const take = (chunks: ReturnType<typeof parser.push>): void => {
    for (const chunk of chunks) {
      if (chunk.type === "call") found.calls.push({ name: chunk.name, arguments: "" });
      else if (chunk.type === "text") {
        for (const { kind, text } of splitter.push(chunk.text)) found[kind] += text;
      } else {
        const call = found.calls[chunk.index];
        if (call !== undefined) call.arguments += chunk.delta;
      }
    }
  };
  for (const piece of pieces) take(parser.push(reader.push(piece)));
  take(parser.push(reader.end()));
  take(parser.flush());
  for (const { kind, text } of splitter.end()) found[kind] += text;
  return found;
}

/** Marks come as tokens of their own, other text in small pieces. */
function harmonyPieces(reply: string): readonly string[] {
  return reply
    .split(/(<\|\w+\|>)/)
    .flatMap((part) => (harmonyMarks.has(part) ? [part] : (part.match(/.{1,3}/gs) ?? [])));
}

const analysis = "<|channel|>analysis<|message|>They greet me.<|end|>";

describe("gpt-oss's channels", () => {
  test.each([
    [
      "a final message after its analysis",
      `${analysis}<|start|>assistant<|channel|>final<|message|>Hello!<|return|>`,
      "Hello!",
    ],
    ["a final message alone", "<|channel|>final<|message|>Hello!", "Hello!"],
    ["text without a channel, as a grammar forces it", '{"a": 1}', '{"a": 1}'],
    ["a message that breaks off", "<|channel|>final<|message|>Hel", "Hel"],
  ])("are text in %s", (_, reply, text) => {
    const found = read(createHarmonyReader(), harmonyPieces(reply));
    expect(found).toEqual({ text, reasoning: reply.includes("analysis") ? "They greet me." : "", calls: [] });
  });

  test.each([
    '<|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{"city": "Paris"}<|call|>',
    '<|start|>assistant to=functions.get_weather<|channel|>commentary json<|message|>{"city": "Paris"}',
  ])("are calls in %s", (call) => {
    const found = read(createHarmonyReader(), harmonyPieces(analysis + call));
    expect(found.calls).toEqual([{ name: "get_weather", arguments: '{"city": "Paris"}' }]);
    expect(found.reasoning).toBe("They greet me.");
    expect(found.text.trim()).toBe("");
  });

  test("show what is said before a call", () => {
    const said = "<|channel|>commentary<|message|>I look it up.<|end|>";
    const call = "<|start|>assistant<|channel|>commentary to=functions.get_weather<|message|>{}<|call|>";
    const found = read(createHarmonyReader(), harmonyPieces(said + call));
    expect(found.text.trim()).toBe("I look it up.");
    expect(found.calls).toEqual([{ name: "get_weather", arguments: "{}" }]);
  });

  test("show no reasoning that comes later", () => {
    const later = "<|start|>assistant<|channel|>analysis<|message|>Once more.<|end|>";
    const final = "<|start|>assistant<|channel|>final<|message|>Hello!";
    const found = read(createHarmonyReader(), harmonyPieces(analysis + later + final));
    expect(found).toEqual({ reasoning: "They greet me.", text: "Hello!", calls: [] });
  });

  test("that break off in the analysis say nothing", () => {
    const found = read(createHarmonyReader(), harmonyPieces("<|channel|>analysis<|message|>They"));
    expect(found).toEqual({ reasoning: "They", text: "", calls: [] });
  });

  test("are read from text as well, where an upstream leaves them in", () => {
    const splitter = createReasoningSplitter();
    const reply = `${analysis}<|start|>assistant<|channel|>final<|message|>Hello!`;
    expect([...splitter.push(reply), ...splitter.end()]).toEqual([
      { kind: "reasoning", text: "They greet me." },
      { kind: "text", text: "Hello!" },
    ]);
  });
});

describe("functionary's parts", () => {
  const reply = 'all\nI look it up.>>>get_weather\n{"city": "Paris"}>>>get_weather\n{"city": "Rome"}';

  test.each([1, 2, 5, 100])("are read in pieces of %i characters", (size) => {
    const pieces = reply.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
    const found = read(createFunctionaryReader(), pieces);
    expect(found.text.trim()).toBe("I look it up.");
    expect(found.calls).toEqual([
      { name: "get_weather", arguments: '{"city": "Paris"}' },
      { name: "get_weather", arguments: '{"city": "Rome"}' },
    ]);
  });

  test("are text where they are addressed to all, with what only looks like a mark", () => {
    expect(read(createFunctionaryReader(), ["all\n1 >", "> 2"])).toEqual({ text: "1 >> 2", reasoning: "", calls: [] });
  });
});
