import { describe, expect, test } from "vitest";
import { createToolCallParser } from "./tool-call-parser.ts";

interface Read {
  text: string;
  readonly calls: { name: string; arguments: string }[];
}

function read(reply: string, size: number): Read {
  const parser = createToolCallParser(new Set(["get_weather", "add"]));
  const found: Read = { text: "", calls: [] };
  const take = (chunks: ReturnType<typeof parser.push>): void => {
    for (const chunk of chunks) {
      if (chunk.type === "text") found.text += chunk.text;
      else if (chunk.type === "call") found.calls.push({ name: chunk.name, arguments: "" });
      else {
        const call = found.calls[chunk.index];
        if (call !== undefined) call.arguments += chunk.delta;
      }
    }
  };
  for (let from = 0; from < reply.length; from += size) take(parser.push(reply.slice(from, from + size)));
  take(parser.flush());
  return found;
}

const paris = { name: "get_weather", arguments: { city: "Paris" } };

describe("calls in the forms of other families", () => {
  test.each([
    [
      "Qwen3-Coder",
      "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n</function>\n</tool_call>",
      [paris],
    ],
    [
      "Qwen3-Coder, two calls with numbers and text of several lines",
      "<tool_call>\n<function=add>\n<parameter=a>\n1\n</parameter>\n<parameter=b>\nx\ny\n</parameter>\n</function>\n</tool_call>\n<tool_call>\n<function=add>\n</function>\n</tool_call>",
      [
        { name: "add", arguments: { a: 1, b: "x\ny" } },
        { name: "add", arguments: {} },
      ],
    ],
    ["functionary", '<function=get_weather>{"city": "Paris"}</function>', [paris]],
    ["GLM", "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n</tool_call>", [paris]],
    ["Mistral", '[TOOL_CALLS]get_weather[ARGS]{"city":"Paris"}', [paris]],
    ["Mistral, with an id", '[TOOL_CALLS]get_weather[CALL_ID]abc123def[ARGS]{"city":"Paris"}', [paris]],
    [
      "Mistral, two calls",
      '[TOOL_CALLS]get_weather[ARGS]{"city":"Paris"}[TOOL_CALLS]add[ARGS]{"a":{"b":1}}',
      [paris, { name: "add", arguments: { a: { b: 1 } } }],
    ],
    ["Granite", '<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]', [paris]],
    [
      "DeepSeek R1",
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{"city": "Paris"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
      [paris],
    ],
    [
      "DeepSeek V3.1",
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{"city": "Paris"}<｜tool▁call▁end｜><｜tool▁calls▁end｜>',
      [paris],
    ],
    [
      "Kimi",
      '<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{"city": "Paris"}<|tool_call_end|><|tool_calls_section_end|>',
      [paris],
    ],
    ["Command R", 'Action: ```json\n[{"tool_name": "get_weather", "parameters": {"city": "Paris"}}]\n```', [paris]],
    [
      "Command R7B",
      '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "get_weather", "parameters": {"city": "Paris"}}]<|END_ACTION|>',
      [paris],
    ],
  ])("%s", (_, reply, calls) => {
    for (const size of [1, 3, 1000]) {
      const found = read(reply, size);
      const parsed = found.calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) as unknown }));
      expect({ text: found.text.trim(), calls: parsed }, `chunks of ${size}`).toEqual({ text: "", calls });
    }
  });

  test.each([
    "Write <function=name> to call.",
    "<tool_call>I would call something</tool_call> but I do not.",
    "Use [TOOL_CALLS] then a name.",
    "Action: go home.",
  ])("%j is text", (reply) => {
    expect(read(reply, 1)).toEqual({ text: reply, calls: [] });
  });
});
