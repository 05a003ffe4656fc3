import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { pullModel, type PulledModel } from "./real-models.ts";
import { startRealServer, type RealServer } from "./real-server.ts";

const model = "smollm2-135m";
const reply = z.object({ choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]) });

let pulled: PulledModel;
let server: RealServer | undefined;
beforeAll(async () => {
  pulled = await pullModel(model);
  if (pulled.problem === undefined) server = await startRealServer(["--model", model]);
});
afterAll(async () => await server?.[Symbol.asyncDispose]());

interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

async function ask(messages: readonly Message[]): Promise<string> {
  const request = { model, messages, temperature: 0, max_tokens: 80 };
  const { status, body } = (await server?.post("/v1/chat/completions", request)) ?? { status: 0, body: undefined };
  expect({ status, body }).toMatchObject({ status: 200, body: { repartee: { source: "model" } } });
  return reply.parse(body).choices[0].message.content;
}

test("a question that the model knows is answered", async ({ skip }) => {
  skip(pulled.problem !== undefined, pulled.problem);
  expect(await ask([{ role: "user", content: "How many days does a week have?" }])).toMatch(/\b(?:7|seven)\b/i);
});

test("eight turns are answered in English, none with what was said before it", async ({ skip }) => {
  skip(pulled.problem !== undefined, pulled.problem);
  const questions = [
    "Hi! I am planning a small garden.",
    "Which vegetables are easy to grow?",
    "How often should I water tomatoes?",
    "What can I cook with them?",
    "Is soup hard to make?",
    "What goes well with soup?",
    "Can I freeze bread?",
    "Thank you. What should I do first?",
  ];
  const messages: Message[] = [];
  const replies = new Set<string>();
  for (const content of questions) {
    messages.push({ role: "user", content });
    const answer = await ask(messages);
    expect(answer).toMatch(/[A-Za-z]{3}.*[A-Za-z]{3}/s);
    expect(answer).not.toMatch(/<\|im_(?:start|end)\|>/);
    replies.add(answer);
    messages.push({ role: "assistant", content: answer });
  }
  expect(replies.size).toBe(questions.length);
});
