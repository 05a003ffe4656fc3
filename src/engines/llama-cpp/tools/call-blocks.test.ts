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
    [
      "MiniMax",
      '<minimax:tool_call>\n<invoke name="get_weather">\n<parameter name="city">Paris</parameter>\n</invoke>\n<invoke name="add">\n<parameter name="a">1</parameter>\n</invoke>\n</minimax:tool_call>',
      [paris, { name: "add", arguments: { a: 1 } }],
    ],
    [
      "DeepSeek V3.2",
      '<｜DSML｜function_calls>\n<｜DSML｜invoke name="add">\n<｜DSML｜parameter name="a" string="true">1</｜DSML｜parameter>\n<｜DSML｜parameter name="b" string="false">[2]</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
      [{ name: "add", arguments: { a: "1", b: [2] } }],
    ],
    [
      "Seed",
      "<seed:tool_call>\n<function=get_weather>\n<parameter=city>Paris</parameter>\n</function>\n</seed:tool_call>",
      [paris],
    ],
    [
      "Liquid",
      '<|tool_call_start|>[get_weather(city="Paris"), add(a=-1.5, b=[True, None])]<|tool_call_end|>',
      [paris, { name: "add", arguments: { a: -1.5, b: [true, null] } }],
    ],
    [
      "OLMo",
      '<function_calls>\nget_weather(city="Paris")\nadd(a=1)\n</function_calls>',
      [paris, { name: "add", arguments: { a: 1 } }],
    ],
    ["Llama 4", '[get_weather(city="Paris")]', [paris]],
    ["Llama 3.1's built-in tools", '<|python_tag|>get_weather.call(city="Paris")', [paris]],
    [
      "Python's quotes and dictionaries",
      `[add(a='it\\'s', b={"x": {'y': False}},)]`,
      [{ name: "add", arguments: { a: "it's", b: { x: { y: false } } } }],
    ],
    ["Apertus", '<|tools_prefix|>[{"get_weather": {"city": "Paris"}}]<|tools_suffix|>', [paris]],
    ["FunctionGemma", "<start_function_call>call:get_weather{city:<escape>Paris<escape>}<end_function_call>", [paris]],
    ["Nemotron", '<TOOLCALL>[{"name": "get_weather", "arguments": {"city": "Paris"}}]</TOOLCALL>', [paris]],
    ["FireFunction", 'functools[{"name": "get_weather", "arguments": {"city": "Paris"}}]', [paris]],
    [
      "InternLM",
      '<|action_start|><|plugin|>{"name": "get_weather", "parameters": {"city": "Paris"}}<|action_end|>',
      [paris],
    ],
    ["Phi-4", '<|tool_call|>[{"name": "get_weather", "arguments": {"city": "Paris"}}]<|/tool_call|>', [paris]],
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
