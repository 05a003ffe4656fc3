import { expect, it } from "vitest";
import type { ChatMessage } from "../../core/chat-message.ts";
import type { GenerateEvent } from "../../core/generate-event.ts";
import type { GenerateRequest } from "../../core/generate-request.ts";
import { createTemplateEngine } from "./engine.ts";
import { writeApology } from "./write-apology.ts";

const { signal } = new AbortController();
const quiet = (content: string): GenerateRequest => chat([{ role: "user", content }]);

function chat(messages: readonly ChatMessage[]): GenerateRequest {
  return { id: "1", input: { kind: "chat", messages } };
}

async function readAll(write: ((request: GenerateRequest) => string) | undefined, request: GenerateRequest) {
  const engine = createTemplateEngine(write === undefined ? {} : { write });
  const model = await engine.load({ name: "template", location: "" }, {}, signal);
  const events: GenerateEvent[] = [];
  for await (const event of model.generate(request, signal)) events.push(event);
  return { events, text: events.map((event) => (event.type === "text-delta" ? event.text : "")).join("") };
}

it("template shows the user's words, says that no answer can be given now, and invites to try again", async () => {
  const { text, events } = await readAll(undefined, quiet("Where is my parcel?"));
  expect(text).toBe(
    "I have your message: “Where is my parcel?”. I can't give you a proper answer right now. Please try again in a moment.",
  );
  expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stop" });
});

it("template gives four different replies in a row, also when old turns are cut off", () => {
  const messages: ChatMessage[] = [];
  const replies: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    messages.push({ role: "user", content: "Hello?" });
    const reply = writeApology(chat(messages.slice(-9)));
    messages.push({ role: "assistant", content: reply });
    replies.push(reply);
  }
  for (let turn = 3; turn < 12; turn += 1) expect(new Set(replies.slice(turn - 3, turn + 1)).size).toBe(4);
});

it("template gives the same conversation the same reply", () => {
  expect(writeApology(quiet("Hello?"))).toBe(writeApology(quiet("Hello?")));
});

it.each([
  ["long words", "word ".repeat(40)],
  ["several lines", "one\ntwo"],
  ["quotation marks", "she said “no”"],
  ["markup", "<b>bold</b>"],
  ["a line separator", "one\u2028two"],
])("template does not repeat %s", (_, content) => {
  const reply = writeApology(quiet(content));
  expect(reply).not.toContain(content.trim());
  expect(reply).toBe("I have your message. I can't give you a proper answer right now. Please try again in a moment.");
});

it("template answers when there is nothing to repeat", () => {
  expect(writeApology(chat([]))).toMatch(/^I have your message\. /);
  expect(writeApology({ input: { kind: "text", text: "   " } })).toMatch(/^I have your message\. /);
});

it("template answers however long the conversation has become", async () => {
  const messages = Array.from({ length: 2000 }, (): ChatMessage => ({ role: "user", content: "word ".repeat(50) }));
  const { events } = await readAll(undefined, chat(messages));
  expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stop" });
});

it("template gives the reply that a feature wrote for it", async () => {
  const { text } = await readAll(({ id }) => `Written for ${id}.`, quiet("Hello?"));
  expect(text).toBe("Written for 1.");
});

it("template that cannot be written ends in an error event", async () => {
  const { events } = await readAll(() => {
    throw new Error("No such language");
  }, quiet("Hello?"));
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ type: "error", error: { code: "generation_failed", message: "No such language" } });
});
