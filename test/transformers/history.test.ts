import { describe, expect, it } from "vitest";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import { writeTinyBlenderbot } from "../../src/testing/tiny-onnx/write-tiny-blenderbot.ts";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { ask, assistant, chat, finishOf, loadTiny, user } from "./tiny-model.ts";

const answers = { seed: 4 };
const greedy = { maxTokens: 12, sampling: { temperature: 0 } };

/** Turns whose words differ from one another. */
function turns(count: number): ChatMessage[] {
  return Array.from({ length: count }, (_, index) => {
    const text = `turn ${index} of the long talk we had`;
    return index % 2 === 0 ? user(text) : assistant(text);
  });
}

describe("a conversation too long for BlenderBot's 128 tokens", () => {
  it("keeps its newest turns and says how many were left out", async () => {
    const model = await loadTiny((folder) => writeTinyBlenderbot(folder, { answers }));
    const messages = [...turns(40), user("What is my name?")];
    const reply = await ask(model, chat(...messages), greedy);
    const { warnings, usage } = finishOf(reply);
    expect(warnings).toEqual([
      { kind: "history-trimmed", droppedMessages: expect.any(Number), detail: expect.stringContaining("128") },
    ]);
    expect(usage.promptTokens).toBeLessThanOrEqual(128);
    const [warning] = warnings;
    const dropped = warning?.kind === "history-trimmed" ? warning.droppedMessages : 0;
    expect((await ask(model, chat(...messages.slice(dropped)), greedy)).text).toBe(reply.text);
    // One message more would not have fitted.
    const more = await ask(model, chat(...messages.slice(dropped - 1)), greedy);
    expect(finishOf(more).warnings).toMatchObject([{ droppedMessages: 1 }]);
  });

  it("of 129 tokens keeps the newest turn", async () => {
    const model = await loadTiny((folder) => writeTinyBlenderbot(folder, { answers }));
    const newest = user("What is my name?");
    const count = async (...messages: ChatMessage[]): Promise<number> =>
      (await model.countTokens?.(chat(...messages))) ?? 0;
    let old = "My name is Ada.";
    while ((await count(user(old), assistant("Hello Ada."), newest)) < 128) old += " a";
    expect(await count(user(old), assistant("Hello Ada."), newest)).toBe(128);
    const whole = await ask(model, chat(user(old), assistant("Hello Ada."), newest), greedy);
    expect(finishOf(whole).warnings).toEqual([]);

    const cut = await ask(model, chat(user(`${old} a`), assistant("Hello Ada."), newest), greedy);
    expect(finishOf(cut).warnings).toMatchObject([{ kind: "history-trimmed", droppedMessages: 1 }]);
    expect(cut.text).toBe((await ask(model, chat(assistant("Hello Ada."), newest), greedy)).text);
  });

  it("in its newest turn alone is an error, and the model answers the next request", async () => {
    const model = await loadTiny((folder) => writeTinyBlenderbot(folder, { answers }));
    const { end } = await ask(model, chat(...turns(4), user("word ".repeat(200))), greedy);
    expect(end).toMatchObject({ type: "error", error: { code: "context_length_exceeded", facts: { n_ctx: 128 } } });
    expect(finishOf(await ask(model, chat(user("Hello")), greedy)).reason).toBe("length");
  });
});

describe("a conversation too long for DialoGPT", () => {
  it("keeps its newest turns and room for a reply", async () => {
    const model = await loadTiny((folder) => writeTinyGpt2(folder, { answers, contextLength: 128 }));
    const reply = await ask(model, chat(...turns(40), user("What is my name?")), { sampling: { temperature: 0 } });
    const { warnings, usage } = finishOf(reply);
    expect(warnings).toMatchObject([{ kind: "history-trimmed" }]);
    expect(usage.promptTokens).toBeLessThanOrEqual(96);
    expect(usage.promptTokens + usage.completionTokens).toBe(128);
  });
});

describe("instructions for a model without a system role", () => {
  it.each([
    { kind: "DialoGPT", write: (folder: string) => writeTinyGpt2(folder, { answers }) },
    { kind: "BlenderBot", write: (folder: string) => writeTinyBlenderbot(folder, { answers }) },
  ])("are left out for $kind, with a warning", async ({ write }) => {
    const model = await loadTiny(write);
    const system: ChatMessage = { role: "system", content: "You are a pirate." };
    const reply = await ask(model, chat(system, user("Hello")), greedy);
    expect(finishOf(reply).warnings).toEqual([
      { kind: "unsupported-feature", feature: "system", detail: expect.stringContaining("no system role") },
    ]);
    expect(reply.text).toBe((await ask(model, chat(user("Hello")), greedy)).text);
    expect((await ask(model, chat(system), greedy)).end).toMatchObject({ error: { code: "invalid_request" } });
  });
});

describe("chat formats, by the tokens that they take", () => {
  it("of DialoGPT end each turn with the end token, of a chat template are the template's", async () => {
    const dialogpt = await loadTiny((folder) => writeTinyGpt2(folder, { answers }));
    const [hello, there, end] = await Promise.all(
      ["Hello", "the sea", "<|endoftext|>"].map(async (text) => ((await dialogpt.tokenize?.(text)) ?? []).length),
    );
    expect(end).toBe(1);
    expect(await dialogpt.countTokens?.(chat(user("Hello"), assistant("the sea")))).toBe(
      (hello ?? 0) + (there ?? 0) + 2,
    );

    const chatTemplate = "{% for m in messages %}{{ m.content }}{% endfor %}<|endoftext|>";
    const other = await loadTiny((folder) => writeTinyGpt2(folder, { answers, conversational: false, chatTemplate }));
    expect(other.info.chatTemplate).toBe("model");
    expect(await other.countTokens?.(chat(user("Hello"), assistant("the sea")))).toBe((hello ?? 0) + (there ?? 0) + 1);
  });

  it("read control tokens in somebody's words as these characters", async () => {
    const model = await loadTiny((folder) => writeTinyGpt2(folder, { answers }));
    const plain = (await model.countTokens?.(chat(user("a b")))) ?? 0;
    const counted = (await model.countTokens?.(chat(user("a<|endoftext|>b")))) ?? 0;
    expect(counted).toBeGreaterThan(plain + 5);
  });

  it("that a template refuses are folded, with a warning", async () => {
    const chatTemplate =
      "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system here') }}{% endif %}{{ m.content }}{% endfor %}";
    const model = await loadTiny((folder) => writeTinyGpt2(folder, { answers, conversational: false, chatTemplate }));
    const reply = await ask(model, chat({ role: "system", content: "Be kind." }, user("Hello")), greedy);
    expect(finishOf(reply).warnings).toMatchObject([{ kind: "approximated", feature: "messages" }]);
  });
});

describe("prompt tokens that were read before", () => {
  it("are reused for the next turn and after a turn was changed, with the same reply as without", async () => {
    const write = (folder: string): Promise<void> => writeTinyGpt2(folder, { answers });
    const [model, fresh] = [await loadTiny(write), await loadTiny(write)];
    const first = await ask(model, chat(user("Tell me of the sea")), greedy);
    expect(finishOf(first).usage.cachedTokens).toBe(0);
    const second = chat(user("Tell me of the sea"), assistant(first.text), user("And the land?"));
    const third = chat(user("Tell me of the sea"), assistant(first.text), user("What of the sky?"));
    for (const input of [second, third]) {
      const reply = await ask(model, input, greedy);
      expect(finishOf(reply).usage.cachedTokens).toBeGreaterThan(5);
      expect(reply.text).toBe((await ask(fresh, input, { ...greedy, id: "fresh" })).text);
      // The other model is given something else in between, so that it reads the next prompt anew.
      await ask(fresh, chat(user("zzz")), greedy);
    }
  });

  it("are read in steps of batchSize, with the same reply", async () => {
    const write = (folder: string): Promise<void> => writeTinyGpt2(folder, { answers });
    const input = chat(...turns(6));
    const [whole, stepped] = [await loadTiny(write), await loadTiny(write, { batchSize: 7 })];
    const reply = await ask(stepped, input, greedy);
    const steps = reply.events.filter(({ type }) => type === "prefill").length;
    expect(steps).toBe(1 + Math.ceil(finishOf(reply).usage.promptTokens / 7));
    expect(reply.text).toBe((await ask(whole, input, greedy)).text);
  });
});
