/** Calls in the forms of other families, each read when it is whole: how they are written there is no JSON object. */
import { isRecord } from "../../../core/is-record.ts";
import type { JsonValue } from "../../../core/json.ts";
import type { BlockCall } from "./block-call.ts";
import { readPythonCalls } from "./python-calls.ts";

export interface CallBlock {
  readonly open: string;
  /** Whether what was written since `open` is whole. */
  isWhole(text: string): boolean;
  /** Empty where it is no call after all. */
  read(text: string): readonly BlockCall[];
}

/**
 * - Qwen3-Coder: `<tool_call><function=NAME><parameter=KEY>VALUE</parameter></function></tool_call>`
 * - functionary and Llama's custom calls: `<function=NAME>{…}</function>`
 * - GLM: `<tool_call>NAME<arg_key>KEY</arg_key><arg_value>VALUE</arg_value></tool_call>`
 * - Mistral: `[TOOL_CALLS]NAME[ARGS]{…}`
 * - DeepSeek: `<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>NAME … {…}<｜tool▁call▁end｜>…`
 * - MiniMax, DeepSeek 3.2: `<invoke name="NAME"><parameter name="KEY">VALUE</parameter></invoke>` in a mark of each
 * - Liquid, OLMo: `<|tool_call_start|>[NAME(KEY="VALUE")]<|tool_call_end|>`, `<function_calls>NAME(…)</function_calls>`
 * - Seed: `<seed:tool_call><function=…`; Apertus: `<|tools_prefix|>[{"NAME": {…}}]<|tools_suffix|>`
 * - FunctionGemma: `<start_function_call>call:NAME{KEY:<escape>VALUE<escape>}<end_function_call>`
 * - Kimi: `<|tool_calls_section_begin|><|tool_call_begin|>functions.NAME:0<|tool_call_argument_begin|>{…}…`
 */
export const callBlocks: readonly CallBlock[] = [
  closedBy("<function=", "</function>", (text) => readFunction(`<function=${text}`)),
  closedBy("<seed:tool_call>", "</seed:tool_call>", readFunction),
  closedBy("<minimax:tool_call>", "</minimax:tool_call>", readInvokes),
  closedBy("<｜DSML｜function_calls>", "</｜DSML｜function_calls>", readInvokes),
  closedBy("<function_calls>", "</function_calls>", (text) =>
    text.includes("<invoke") ? readInvokes(text) : readPythonCalls(text.trim().replaceAll(/\)\s*\n/g, "),")),
  ),
  closedBy("<|tool_call_start|>", "<|tool_call_end|>", readPythonCalls),
  closedBy("<|tools_prefix|>", "<|tools_suffix|>", readNamedObjects),
  closedBy("<start_function_call>", "<end_function_call>", readEscaped),
  closedBy("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", readDeepSeek),
  closedBy("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", readKimi),
];

/** What follows `<tool_call>` where it is no JSON. */
export const taggedBlock: CallBlock = closedBy("<tool_call>", "</tool_call>", (text) => {
  return text.includes("<function=") ? readFunction(text) : readGlm(text);
});

/** What follows `[TOOL_CALLS]` where it is no JSON. */
export const namedBlock: CallBlock = {
  open: "[TOOL_CALLS]",
  isWhole: (text) => text.endsWith("}") && readNamed(text).length > 0,
  read: readNamed,
};

/** What follows `<|python_tag|>` where it is no JSON. */
export const pythonBlock: CallBlock = {
  open: "<|python_tag|>",
  isWhole: (text) => text.endsWith(")") && readPythonCalls(text).length > 0,
  read: readPythonCalls,
};

/** A list of calls that nothing marks, as Llama 3.2 and 4 write them. */
export const pythonList: CallBlock = {
  open: "[",
  isWhole: (text) => text.endsWith("]") && readPythonCalls(`[${text}`).length > 0,
  read: (text) => readPythonCalls(`[${text}`),
};

/** Control tokens that belong to calls. */
export const callMarks: ReadonlySet<string> = new Set([
  "<tool_call>",
  "</tool_call>",
  "[TOOL_CALLS]",
  "[ARGS]",
  "[CALL_ID]",
  "<|tool_call|>",
  "<|/tool_call|>",
  "<|python_tag|>",
  "<seed:tool_call>",
  "</seed:tool_call>",
  "<minimax:tool_call>",
  "</minimax:tool_call>",
  "<|tool_call_start|>",
  "<|tool_call_end|>",
  "<|tools_prefix|>",
  "<|tools_suffix|>",
  "<start_function_call>",
  "<end_function_call>",
  "<escape>",
  "<|action_start|>",
  "<|plugin|>",
  "<|action_end|>",
  "<|START_ACTION|>",
  "<|END_ACTION|>",
  "<｜tool▁calls▁begin｜>",
  "<｜tool▁calls▁end｜>",
  "<｜tool▁call▁begin｜>",
  "<｜tool▁call▁end｜>",
  "<｜tool▁sep｜>",
  "<|tool_calls_section_begin|>",
  "<|tool_calls_section_end|>",
  "<|tool_call_begin|>",
  "<|tool_call_end|>",
  "<|tool_call_argument_begin|>",
]);

function closedBy(open: string, close: string, read: (text: string) => readonly BlockCall[]): CallBlock {
  return {
    open,
    isWhole: (text) => text.endsWith(close),
    read: (text) => read(text.endsWith(close) ? text.slice(0, -close.length) : text),
  };
}

function readFunction(text: string): readonly BlockCall[] {
  return [...text.matchAll(/<function=([^>\s]+)>([\s\S]*?)(?:<\/function>|$)/g)].flatMap(([, name = "", body = ""]) => {
    if (!body.includes("<parameter=")) return callOf(name, body.trim() === "" ? "{}" : body);
    const parameters = [...body.matchAll(/<parameter=([^>\s]+)>([\s\S]*?)(?:<\/parameter>|$)/g)];
    return [{ name, arguments: argumentsOf(parameters.map(([, key = "", value = ""]) => [key, value])) }];
  });
}

function readGlm(text: string): readonly BlockCall[] {
  const name = /^\s*([\w.-]+)\s*(?:<arg_key>|$)/.exec(text)?.[1];
  if (name === undefined) return [];
  const pairs = [...text.matchAll(/<arg_key>([\s\S]*?)<\/arg_key>\s*<arg_value>([\s\S]*?)<\/arg_value>/g)];
  return [{ name, arguments: argumentsOf(pairs.map(([, key = "", value = ""]) => [key.trim(), value])) }];
}

function readNamed(text: string): readonly BlockCall[] {
  const parts = /^\s*([\w.-]+)(?:\[CALL_ID\][\w-]*)?(?:\[ARGS\])?\s*(\{[\s\S]*\})\s*$/.exec(text);
  return parts === null ? [] : callOf(parts[1] ?? "", parts[2] ?? "");
}

function readDeepSeek(text: string): readonly BlockCall[] {
  return text.split("<｜tool▁call▁begin｜>").flatMap((part) => {
    const read = /^(?:function<｜tool▁sep｜>)?([\w.-]+)(?:<｜tool▁sep｜>)?\s*(?:```json)?\s*(\{[\s\S]*\})/.exec(part);
    return read === null ? [] : callOf(read[1] ?? "", read[2] ?? "");
  });
}

function readKimi(text: string): readonly BlockCall[] {
  const calls =
    /<\|tool_call_begin\|>\s*(?:functions\.)?([\w.-]+?)(?::\d+)?\s*<\|tool_call_argument_begin\|>\s*(\{[\s\S]*?\})\s*<\|tool_call_end\|>/g;
  return [...text.matchAll(calls)].flatMap(([, name = "", written = ""]) => callOf(name, written));
}

function readInvokes(text: string): readonly BlockCall[] {
  const mark = "(?:｜DSML｜)?";
  const invokes = new RegExp(`<${mark}invoke name="([^"]+)">([\\s\\S]*?)(?:</${mark}invoke>|$)`, "g");
  const parameters = new RegExp(
    `<${mark}parameter name="([^"]+)"(?: string="(true|false)")?>([\\s\\S]*?)</${mark}parameter>`,
    "g",
  );
  return [...text.matchAll(invokes)].map(([, name = "", body = ""]) => {
    const entries = [...body.matchAll(parameters)].map(([, key = "", isText, value = ""]) => {
      return [key, isText === "true" ? value : valueOf(value)] as const;
    });
    return { name, arguments: JSON.stringify(Object.fromEntries(entries)) };
  });
}

function readNamedObjects(text: string): readonly BlockCall[] {
  const list = parse(text);
  if (!Array.isArray(list)) return [];
  return list
    .filter(isRecord)
    .flatMap((one) => Object.entries(one).map(([name, given]) => ({ name, arguments: JSON.stringify(given ?? {}) })));
}

function readEscaped(text: string): readonly BlockCall[] {
  const [, name, body = ""] = /^\s*call:([\w.-]+)\{([\s\S]*)\}\s*$/.exec(text) ?? [];
  if (name === undefined) return [];
  const pairs = [...body.matchAll(/(\w+):(?:<escape>([\s\S]*?)<escape>|([^,}]+))/g)];
  const entries = pairs.map(([, key = "", quoted, plain = ""]) => [key, quoted ?? valueOf(plain)] as const);
  return [{ name, arguments: JSON.stringify(Object.fromEntries(entries)) }];
}

function callOf(name: string, written: string): readonly BlockCall[] {
  return parse(written) === undefined ? [] : [{ name, arguments: written.trim() }];
}

/** Values without quotes: what is JSON is that value, anything else a string. */
function argumentsOf(pairs: readonly (readonly [key: string, value: string])[]): string {
  const entries = pairs.map(([key, value]) => {
    return [key, valueOf(value)];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function valueOf(value: string): JsonValue {
  const text = value.replace(/^\n/, "").replace(/\n$/, "");
  const parsed = parse(text);
  return parsed === undefined ? text : parsed;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
