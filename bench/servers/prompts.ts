import type { Prompt } from "../stream-times.ts";

/** As long as a persona's: about 120 tokens. */
const character =
  "You are a companion who listens. First show that you heard the feeling, then ask one kind question about it. " +
  "Answer in two short sentences, the way people speak. No lists, no headings, no emoji. Never pretend to be human, " +
  "and never pretend to know what you were not told. When somebody may be in danger, say that you are worried and ask " +
  "them to call somebody they trust. Be soft and slow with who is sad, and share the joy of who is happy.";

const turns = [
  "I started a small garden this week.",
  "I planted tomatoes with my daughter.",
  "She talks to them every morning.",
  "But last night the slugs ate half of them.",
  "She cried when she saw it.",
  "I said that we can plant new ones.",
  "Now she guards them with a flashlight.",
  "My brother thinks that it is funny.",
];

/** One of several stories at once; `seed` makes the beginning of each its own. */
export function story(seed: number, maxTokens: number): Prompt {
  const system = "You are a helpful assistant who answers at length.";
  const content = `Story ${seed}: write a long story about a fox and its life in the forest, with many details.`;
  return { messages: chat(system, [content]), maxTokens, seed };
}

/** The first turn of one of several people who talk to one persona. */
export function firstTurn(person: number, round: number): Prompt {
  return {
    messages: chat(character, [
      `${turns[person % turns.length] ?? ""} That is what I, number ${person} of ${round}, came to say.`,
    ]),
    maxTokens: 24,
    seed: person,
  };
}

/** A turn of a conversation, behind what was said before: user and assistant by turns. */
export function nextTurn(number: number, round: number, said: readonly string[]): Prompt {
  const words = `${turns[number % turns.length] ?? ""} That was day ${number} of week ${round}.`;
  return { messages: chat(character, [...said, words]), maxTokens: 24, seed: number };
}

function chat(system: string, said: readonly string[]): Prompt["messages"] {
  return [
    { role: "system", content: system },
    ...said.map((content, index) => ({ role: index % 2 === 0 ? ("user" as const) : ("assistant" as const), content })),
  ];
}
