/* Through the real llama.cpp, which is what the tiny models are written for. */
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "@huggingface/jinja";
import {
  getLlama,
  LlamaGrammarEvaluationState,
  LlamaLogLevel,
  type Llama,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { controlTokens } from "./byte-level-vocabulary.ts";
import { tinyChatTemplate } from "./chat-template.ts";
import { writeRandomLlama } from "./random-llama.ts";
import { writeScriptedLlama, type ScriptedLlamaOptions } from "./scripted-llama.ts";

const FIVE_MB = 5e6;
const mixedText = "Hello there, the café 🙂 has 3 naïve\n\n\tlines — 你好 don't  stop";

let folder = "";
let llama: Llama;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-tiny-models-"));
  llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, logLevel: LlamaLogLevel.error });
});
afterAll(async () => {
  await llama?.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function withModel<T>(path: string, use: (model: LlamaModel) => Promise<T>): Promise<T> {
  const model = await llama.loadModel({ modelPath: path });
  try {
    return await use(model);
  } finally {
    await model.dispose();
  }
}

function renderPrompt(user: string): string {
  return new Template(tinyChatTemplate).render({
    messages: [
      { role: "system", content: "You are kind." },
      { role: "user", content: user },
    ],
    bos_token: "<|begin_of_text|>",
    add_generation_prompt: true,
  });
}

interface Generation {
  readonly tokens: Token[];
  readonly text: string;
  readonly ended: boolean;
}

async function generate(model: LlamaModel, prompt: string, limit: number, temperature = 0): Promise<Generation> {
  const context = await model.createContext({ contextSize: 512, threads: 1 });
  try {
    const tokens: Token[] = [];
    let ended = false;
    const options = { temperature, seed: 11, yieldEogToken: true };
    for await (const token of context.getSequence().evaluate(model.tokenize(prompt, true), options)) {
      ended = model.isEogToken(token);
      if (!ended) tokens.push(token);
      if (ended || tokens.length >= limit) break;
    }
    return { tokens, text: model.detokenize(tokens), ended };
  } finally {
    await context.dispose();
  }
}

describe("writeRandomLlama", () => {
  test("text of any script comes back from its tokens as it was", async () => {
    const path = join(folder, "round-trip.gguf");
    await writeRandomLlama(path, { seed: 1 });
    await withModel(path, async (model) => {
      const tokens = model.tokenize(mixedText);
      expect(model.detokenize(tokens)).toBe(mixedText);
      expect(model.tokenize(" the").length).toBe(1);
      await Promise.resolve();
    });
  });

  test("control tokens are special, end of turn ends it, and the chat template is in the metadata", async () => {
    const path = join(folder, "special.gguf");
    await writeRandomLlama(path, { seed: 1 });
    await withModel(path, async (model) => {
      for (const name of controlTokens) {
        const [token, ...rest] = model.tokenize(name, true);
        expect(rest).toEqual([]);
        expect(model.isSpecialToken(token)).toBe(true);
        expect(model.tokenize(name, false).length).toBeGreaterThan(1);
      }
      expect(model.tokens.bosString).toBe("<|begin_of_text|>");
      expect(model.tokens.eosString).toBe("<|eot_id|>");
      expect(model.tokens.eotString).toBe("<|eot_id|>");
      expect(model.fileInfo.metadata.tokenizer?.chat_template).toBe(tinyChatTemplate);
      await Promise.resolve();
    });
  });

  test("the answer is varied, never ends by itself, depends on the prompt and repeats for a seed", async () => {
    const path = join(folder, "answers.gguf");
    await writeRandomLlama(path, { seed: 2, contextLength: 512 });
    await withModel(path, async (model) => {
      const [hello, again, other] = [
        await generate(model, renderPrompt("hello"), 200),
        await generate(model, renderPrompt("hello"), 200),
        await generate(model, renderPrompt("goodbye"), 200),
      ];
      expect(hello.tokens).toHaveLength(200);
      expect(hello.ended).toBe(false);
      expect(new Set(hello.tokens).size).toBeGreaterThan(40);
      expect(again.tokens).toEqual(hello.tokens);
      expect(other.tokens).not.toEqual(hello.tokens);
      expect(model.trainContextSize).toBe(512);
    });
  });

  test("a JSON schema can be followed to its end", async () => {
    const path = join(folder, "json.gguf");
    await writeRandomLlama(path, { seed: 3 });
    await withModel(path, async (model) => {
      const grammar = await llama.createGrammarForJsonSchema({
        type: "object",
        properties: { mood: { enum: ["glad", "sad"] }, sure: { type: "boolean" }, why: { type: "string" } },
      });
      const context = await model.createContext({ contextSize: 1024, threads: 1 });
      const grammarEvaluationState = new LlamaGrammarEvaluationState({ model, grammar });
      const tokens: Token[] = [];
      const prompt = model.tokenize(renderPrompt("How are you?"), true);
      const options = { temperature: 0.8, seed: 5, grammarEvaluationState };
      for await (const token of context.getSequence().evaluate(prompt, options)) {
        tokens.push(token);
        if (tokens.length > 800) break;
      }
      await context.dispose();
      const answer: unknown = JSON.parse(model.detokenize(tokens));
      expect(answer).toMatchObject({ mood: expect.stringMatching(/^(glad|sad)$/), sure: expect.any(Boolean) });
    });
  });

  test("one seed gives one file, small and without surprise; another seed gives another", async () => {
    const paths = ["a", "b", "c"].map((name) => join(folder, `${name}.gguf`));
    const [first = "", second = "", third = ""] = paths;
    await writeRandomLlama(first, { seed: 1, chatTemplate: null });
    await writeRandomLlama(second, { seed: 1, chatTemplate: null });
    await writeRandomLlama(third, { seed: 4, chatTemplate: null });
    const [a, b, c] = await Promise.all([readFile(first), readFile(second), readFile(third)]);
    expect(a.equals(b)).toBe(true);
    expect(a.equals(c)).toBe(false);
    expect(a.length).toBeLessThan(FIVE_MB);
    expect(a.includes("tokenizer.chat_template")).toBe(false);
  });
});

describe("writeScriptedLlama", () => {
  const script = "I hear you. That sounds hard, and the hard part is the waiting 🙂 café.";

  test.each([
    ["greedily", 0],
    ["at temperature 0.8", 0.8],
    ["at temperature 1.5", 1.5],
  ])("says exactly its script and ends the turn, %s, after any prompt", async (_, temperature) => {
    const path = join(folder, "scripted.gguf");
    await writeScriptedLlama(path, { script });
    expect((await stat(path)).size).toBeLessThan(FIVE_MB);
    await withModel(path, async (model) => {
      for (const user of ["hello", "You hear me?", script, "你好 🙂\n\n", ""]) {
        const { text, ended } = await generate(model, renderPrompt(user), 100, temperature);
        expect({ text, ended }).toEqual({ text: script, ended: true });
      }
    });
  });

  test("a character is split where the pieces say", async () => {
    const path = join(folder, "split.gguf");
    const pieces: ScriptedLlamaOptions["pieces"] = ["caf", [0xc3], [0xa9], " ", [0xf0, 0x9f], [0x99], [0x82], "!"];
    await writeScriptedLlama(path, { script: "café 🙂!", pieces });
    await withModel(path, async (model) => {
      const { tokens, text, ended } = await generate(model, renderPrompt("hello"), 100);
      expect(text).toBe("café 🙂!");
      expect(ended).toBe(true);
      expect(tokens).toHaveLength(pieces.length);
      expect(model.detokenize(tokens.slice(0, 2))).not.toContain("é");
    });
  });

  test("a script without end starts again, and idle weights change only the time", async () => {
    const path = join(folder, "endless.gguf");
    await writeScriptedLlama(path, { script: "one two ", eos: false, idleMegabytes: 8 });
    await withModel(path, async (model) => {
      const { text, ended, tokens } = await generate(model, renderPrompt("hello"), 60, 0.8);
      expect(text).toBe("one two ".repeat(tokens.length / 3));
      expect(ended).toBe(false);
      expect(model.size).toBeGreaterThan(8e6);
    });
  });

  test("a script of 300 pieces is said whole and stays small", async () => {
    const path = join(folder, "long.gguf");
    const long = Array.from({ length: 300 }, (_, index) => `w${index}`).join(" ");
    await writeScriptedLlama(path, { script: long, contextLength: 1024 });
    expect((await stat(path)).size).toBeLessThan(FIVE_MB);
    await withModel(path, async (model) => {
      expect(await generate(model, renderPrompt("hello"), 400)).toMatchObject({ text: long, ended: true });
    });
  });

  test("the text that ends prompts is refused as a piece", async () => {
    const options = { script: "a\n\nb", pieces: ["a", "\n\n", "b"] };
    await expect(writeScriptedLlama(join(folder, "refused.gguf"), options)).rejects.toThrow(/prompts end with it/);
  });
});

function render(input: Record<string, unknown>): string {
  return new Template(tinyChatTemplate).render({ bos_token: "<B>", ...input });
}

describe("tinyChatTemplate", () => {
  test("turns, with the opening of the reply only when asked for", () => {
    const messages = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Hello" },
    ];
    const turns =
      "<B><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>" +
      "<|start_header_id|>assistant<|end_header_id|>\n\nHello<|eot_id|>";
    expect(render({ messages })).toBe(turns);
    expect(render({ messages, add_generation_prompt: true })).toBe(
      `${turns}<|start_header_id|>assistant<|end_header_id|>\n\n`,
    );
  });

  test("tools are in the system turn, a call is JSON, its result an ipython turn", () => {
    const tool = { type: "function", function: { name: "now", parameters: { type: "object" } } };
    const text = render({
      tools: [tool],
      messages: [
        { role: "user", content: "Time?" },
        {
          role: "assistant",
          content: "",
          tool_calls: [
            { id: "1", type: "function", function: { name: "now", arguments: '{"zone":"UTC"}' } },
            { id: "2", type: "function", function: { name: "now", arguments: { zone: "CET" } } },
          ],
        },
        { role: "tool", content: "12:00" },
      ],
    });
    expect(text).toMatch(/^<B><\|start_header_id\|>system<\|end_header_id\|>\n\n/);
    expect(text).toContain('{"type": "function", "function": {"name": "now", "parameters": {"type": "object"}}}');
    expect(text).toContain(
      '\n\n{"name": "now", "parameters": {"zone":"UTC"}}\n{"name": "now", "parameters": {"zone": "CET"}}<|eot_id|>',
    );
    expect(text).toContain("<|start_header_id|>ipython<|end_header_id|>\n\n12:00<|eot_id|>");
  });
});
