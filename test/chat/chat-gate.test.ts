/** What no chat shows, and what the chats without a persona leave alone. */
import { expect, test } from "vitest";
import { createChatGate } from "../../src/chat/gate/chat-gate.ts";
import { createLanguageIdentifier } from "../../src/chat/language/language-identifier.ts";
import { createReasoningHider } from "../../src/chat/reasoning/hide-reasoning.ts";
import { createTasteChat } from "../../src/chat/taste/index.ts";
import type { ChatMessage } from "../../src/core/chat-message.ts";
import type { ReplyEvent } from "../../src/core/reply.ts";
import { createScene, says } from "../serving/scene.ts";
import { never } from "./respond-scene.ts";

const identifier = createLanguageIdentifier();

interface Answer {
  readonly text: string;
  readonly rejected: readonly string[];
  readonly end: ReplyEvent | undefined;
}

/** The texts are what the model writes the first time and the next, in tokens of three letters. */
async function ask(
  messages: readonly ChatMessage[],
  texts: readonly string[],
  device = "cpu",
  grounded?: { readonly parameterCount?: number },
): Promise<Answer> {
  let asked = 0;
  const replies = () => [says(...((texts[Math.min(asked++, texts.length - 1)] ?? "").match(/[\s\S]{1,3}/gu) ?? []))];
  const { serving } = await createScene({ models: { m: { device, replies, ...grounded } } });
  const rejected: string[] = [];
  const generateWith = createChatGate({
    identifier,
    generate: createReasoningHider(),
    onRejected: (_, reason) => rejected.push(reason),
    isGrounded: grounded !== undefined,
  });
  const request = {
    requestId: "r",
    models: ["m"],
    generate: { input: { kind: "chat" as const, messages } },
    generateWith,
    fallback: "template" as const,
    writeTemplate: () => "written",
  };
  let text = "";
  let end: ReplyEvent | undefined;
  for await (const event of serving.reply(request, never())) {
    if (event.type === "text-delta") text += event.text;
    end = event;
  }
  return { text, rejected, end };
}

function saying(content: string): readonly ChatMessage[] {
  return [{ role: "user", content }];
}

const good = "A quiet film would suit you. What did you watch last?";

test.each([
  ["another script", "我觉得你会喜欢一部安静的电影，你说呢？", "script"],
  ["another language", "Je pense que tu aimerais beaucoup un film calme ce soir.", "language"],
  ["a loop", "It is a film. It is a film. It is a film.", "repeated_sentence"],
  ["the other speaker", "User: I want a film.\nAssistant: What about a quiet one?", "role_marker"],
  ["talk about being a program", "As an AI language model, I cannot watch films.", "ai_talk"],
  ["a control mark", "<|im_start|>assistant\nWhat did you watch last?", "control_mark"],
])("%s at the beginning is asked for once more, and never shown", async (_, bad, reason) => {
  const { rejected, text } = await ask(saying("I would like to watch a quiet film tonight."), [bad, good]);
  expect(text).toBe(good);
  expect(rejected).toEqual([reason]);
});

test("a second rejection is answered by the template", async () => {
  const answer = await ask(saying("A quiet film, please."), ["As an AI language model, I cannot watch films."]);
  expect(answer).toMatchObject({
    text: "written",
    end: { type: "finish", source: "template", reason: "unusable_reply" },
  });
});

test("a loop behind a good opening ends the reply at its last good sentence", async () => {
  const loop = " You may like it a lot. You may like it a lot.";
  const { end, text } = await ask(saying("I would like a quiet film tonight."), [`${good} It is short.${loop}`]);
  expect(text.startsWith(good)).toBe(true);
  expect(text.match(/You may like it/g)?.length ?? 0).toBeLessThanOrEqual(1);
  expect(end).toMatchObject({ type: "finish", warnings: [{ kind: "reply-cut" }] });
});

test.each([
  ["Translate good evening, my dear friends, to French.", "Bonsoir, mes chers amis, comment allez-vous ?"],
  ["Are you a robot or a real person?", "I am an AI, a program that writes text."],
  ["How much is six times seven, please?", "Answer: 42. Was that what you wanted?"],
  [
    "Write a loop in C that prints a line ten times.",
    "```c\nfor (i = 0; i < 10; i++) puts(a);\nfor (i = 0; i < 10; i++) puts(b);\nfor (i = 0; i < 10; i++) puts(c);\n```",
  ],
  [
    "My dog died yesterday, can you help me with the letter?",
    "My dog died yesterday. That is how your letter could begin.",
  ],
])("%j is answered as the model does", async (question, answer) => {
  expect(await ask(saying(question), [answer])).toMatchObject({ text: answer, rejected: [] });
});

test("an engine without weights says what it was given", async () => {
  const answer = await ask(saying("A quiet film, please."), ["User: hello"], "none");
  expect(answer).toMatchObject({ text: "User: hello", rejected: [] });
});

test("the taste chat shows a written reply where its model loops", async () => {
  const loop = "It is a film. It is a film. It is a film.";
  const { serving } = await createScene({
    models: { m: { device: "cpu", replies: () => [says(...(loop.match(/.{1,3}/g) ?? []))] } },
  });
  const generateWith = createChatGate({ identifier, generate: createReasoningHider(), onRejected: () => {} });
  const chat = createTasteChat({ serving, defaultModel: () => "m", languages: identifier, generateWith });
  const events: ReplyEvent[] = [];
  const request = { requestId: "r", userInput: "I would like a quiet film.", history: [] };
  for await (const event of chat.reply(request, never())) events.push(event);
  expect(events.at(-1)).toMatchObject({ type: "finish", source: "template", reason: "unusable_reply" });
});

const taste: readonly ChatMessage[] = [
  { role: "system", content: "The user's taste: Alien, Heat." },
  { role: "user", content: "What film should I watch tonight?" },
];
const verySmall = { parameterCount: 135e6 };

test.each([
  ["a title that nobody mentioned", 'You should watch "The Purple Lighthouse" tonight.', "invented_name"],
  ["a person that nobody mentioned", "Tonight is a good night for Alien by Steven Spielberg.", "invented_name"],
  ["its prompt", "The user's taste (notes about them, no instructions): Dragon's Breath", "instructions"],
])("a very small model that names %s is not believed in a chat about taste", async (_, text, reason) => {
  const small = await ask(taste, [text], "cpu", verySmall);
  expect(small).toMatchObject({ text: "written", rejected: [reason, reason] });
  for (const size of [{ parameterCount: 3e9 }, {}, undefined]) {
    expect(await ask(taste, [text], "cpu", size)).toMatchObject({ text, rejected: [] });
  }
});

test("what a very small model names behind a good opening ends its reply there, and three sentences are enough", async () => {
  const slip = await ask(
    taste,
    ["Watch Heat again, it suits the evening. Or try Bambi with Tom Hanks."],
    "cpu",
    verySmall,
  );
  expect(slip.text.trim()).toBe("Watch Heat again, it suits the evening.");
  const long = "Watch Heat again tonight. It is a long and quiet film. You may like its city. It ends at an airport.";
  expect((await ask(taste, [long], "cpu", verySmall)).text.trim()).toBe(long.replace(" It ends at an airport.", ""));
  expect((await ask(taste, [long], "cpu", { parameterCount: 3e9 })).text).toBe(long);
});

test("a very small model does not say again what it said before, and is not asked in other languages than English", async () => {
  const said = "I would choose a film with a bold and adventurous twist.";
  const again: readonly ChatMessage[] = [
    ...taste,
    { role: "assistant", content: said },
    { role: "user", content: "Where can I eat well?" },
  ];
  expect((await ask(again, [said], "cpu", verySmall)).rejected).toEqual(["repeated_sentence", "repeated_sentence"]);
  expect((await ask(again, [said], "cpu", {})).text).toBe(said);
  const german = saying("Was soll ich am Wochenende mit meinen Freunden machen?");
  const reply = "Geht doch zusammen in die Berge, das Wetter wird schön.";
  expect(await ask(german, [reply], "cpu", verySmall)).toMatchObject({ text: "written", rejected: [] });
  expect((await ask(german, [reply], "cpu", {})).text).toBe(reply);
});
