// Tries chat templates of other models: `npm run test:templates -- FOLDER`, with a folder of .jinja files such as
// llama.cpp's models/templates. Each is to answer "hello", and to write a round trip of a tool: question, call, result.
// Fails where a template answers neither by itself nor in turns that it knows; ChatML in its place is counted.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createChatTemplate } from "../dist/engines/llama-cpp/chat-template.js";
import { prepareTools } from "../dist/engines/llama-cpp/tools/prepare-tools.js";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Name a folder of .jinja files: npm run test:templates -- FOLDER");
  process.exit(2);
}

const tokens = { bos: "<s>", eos: "</s>" };
const weather = {
  name: "get_weather",
  description: "The weather of a city.",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const question = { role: "user", content: "Weather in Paris?" };
const call = {
  role: "assistant",
  content: "",
  toolCalls: [{ id: "abc123def", name: "get_weather", arguments: '{"city":"Paris"}' }],
};
const result = { role: "tool", content: "Clear sky.", toolCallId: "abc123def" };

const cases = {
  hello: { kind: "chat", messages: [{ role: "user", content: "Say hi." }] },
  tools: { kind: "chat", messages: [question, call, result], tools: [weather] },
  "no arguments": {
    kind: "chat",
    messages: [question, { ...call, toolCalls: [{ ...call.toolCalls[0], arguments: "" }] }, result],
    tools: [weather],
  },
};

/** `itself`, `other turns`, or the reason why ChatML takes its place. */
function tryCase(source, input, words) {
  const template = createChatTemplate(source, tokens);
  if (template.origin === "built-in") return "cannot be parsed";
  try {
    const prepared = prepareTools(input, template.source);
    const { text, warnings } = template.render(prepared.messages, prepared.templateTools);
    const missing = words.filter((word) => !text.includes(word));
    if (missing.length > 0) return `leaves out ${missing.join(", ")}`;
    return warnings.length === 0 ? "itself" : "other turns";
  } catch (error) {
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}

const words = { hello: ["Say hi."], tools: ["Paris", "Clear sky."], "no arguments": ["Clear sky."] };
const names = readdirSync(folder).filter((name) => name.endsWith(".jinja"));
for (const [what, input] of Object.entries(cases)) {
  const outcomes = names.map((name) => [name, tryCase(readFileSync(join(folder, name), "utf8"), input, words[what])]);
  const good = outcomes.filter(([, outcome]) => outcome === "itself" || outcome === "other turns");
  console.log(`${what}: ${good.length} of ${names.length}; ${names.length - good.length} in ChatML, with a warning`);
  for (const [name, outcome] of outcomes) if (!good.some(([one]) => one === name)) console.log(`  ${name}: ${outcome}`);
}
if (names.length === 0) process.exitCode = 1;
