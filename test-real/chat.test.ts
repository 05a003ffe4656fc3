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

/** So small a model is wrong now and then, and not at the same ones on every processor: weights add up in another order. */
test("of six questions that the model mostly knows four are answered rightly", async ({ skip }) => {
  skip(pulled.problem !== undefined, pulled.problem);
  const known: readonly (readonly [string, RegExp])[] = [
    ["What do bees make?", /honey/i],
    ["What color is the sky on a clear day?", /blue/i],
    ["How many legs does a dog have?", /\b(?:4|four)\b/i],
    ["What is the opposite of hot?", /cold/i],
    ["Which animal says meow?", /cat/i],
    ["What is two plus two?", /\b(?:4|four)\b/i],
  ];
  const answers: { readonly question: string; readonly answer: string; readonly isRight: boolean }[] = [];
  for (const [question, right] of known) {
    const answer = await ask([{ role: "user", content: question }]);
    answers.push({ question, answer, isRight: right.test(answer) });
  }
  expect(answers.filter(({ isRight }) => isRight).length, JSON.stringify(answers)).toBeGreaterThanOrEqual(4);
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
