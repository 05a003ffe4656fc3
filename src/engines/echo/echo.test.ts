import { expect, it } from "vitest";
import type { LoadedModel } from "../../core/engine.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest, PromptInput } from "../../core/generate-request.ts";
import { createEchoEngine } from "./engine.ts";

const { signal } = new AbortController();

function loadEcho(contextSize?: number): Promise<LoadedModel> {
  return createEchoEngine().load(
    { name: "echo", location: "" },
    contextSize === undefined ? {} : { contextSize },
    signal,
  );
}

async function answer(input: PromptInput, rest: Partial<GenerateRequest> = {}, contextSize?: number): Promise<string> {
  const model = await loadEcho(contextSize);
  const events: GenerateEvent[] = [];
  for await (const event of model.generate({ id: "1", input, ...rest }, signal)) events.push(event);
  const end = events.at(-1);
  const text = events.map((event) => (event.type === "text-delta" ? event.text : "")).join("");
  return `${text}|${end?.type === "finish" ? end.reason : end?.type === "error" ? end.error.code : "nothing"}`;
}

const chat: PromptInput = {
  kind: "chat",
  messages: [
    { role: "system", content: "Be kind." },
    { role: "user", content: "First question" },
    { role: "assistant", content: "First answer" },
    { role: "user", content: "What is the sea?" },
    { role: "assistant", content: "Let me" },
  ],
};

it("echo repeats the user's last message", async () => {
  expect(await answer(chat)).toBe("What is the sea?|stop");
});

it("echo repeats a plain prompt", async () => {
  expect(await answer({ kind: "text", text: "Once upon\na time" })).toBe("Once upon\na time|stop");
});

it("echo says nothing to a conversation without a user", async () => {
  expect(await answer({ kind: "chat", messages: [{ role: "system", content: "Be kind." }] })).toBe("|stop");
});

it("echo goes on after a prefix that its words begin with", async () => {
  expect(await answer(chat, { replyPrefix: "What is" })).toBe(" the sea?|stop");
});

it("echo ends at the token limit, at a stop text and at its context window", async () => {
  expect(await answer(chat, { maxTokens: 2 })).toBe("What is|length");
  expect(await answer(chat, { stop: ["the s"] })).toBe("What is |stop");
  // 18 words of prompt leave room for one.
  expect(await answer(chat, {}, 19)).toBe("What|length");
  expect(await answer(chat, {}, 18)).toBe("|context_length_exceeded");
});

it("echo lets others run while it gives out a long text", async () => {
  const model = await loadEcho();
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 0);
  const input: PromptInput = { kind: "text", text: "word ".repeat(2000) };
  let reason = "";
  for await (const event of model.generate({ id: "1", input }, abort.signal))
    if (event.type === "finish") reason = event.reason;
  expect(reason).toBe("cancelled");
});

it("echo refuses a LoRA adapter, which it could only ignore", async () => {
  const loading = createEchoEngine().load({ name: "echo", location: "" }, { loraPath: "adapter.gguf" }, signal);
  await expect(loading).rejects.toMatchObject({ code: "model_load_failed" });
});
