import { describe, expect, test } from "vitest";
import { openPrompt } from "../prompt/build-prompt.ts";
import { createOwnWords } from "./own-words.ts";
import { createPromptEcho } from "./prompt-echo.ts";

function ownWords(query = "a book about dragons", kind: string | undefined = "book") {
  const messages = openPrompt({ format: "list", query, kind, limit: 2, taste: [], language: "en" });
  return createOwnWords({ echo: createPromptEcho(messages, [query]), query, kind });
}

describe("no title is", () => {
  test.each([
    "Title",
    "[Title]",
    "Title 1",
    "Book title",
    "Title of the book",
    "book-1",
    "Book",
    "Items",
    "N/A",
    "...",
    "The user has a podcast about history, so I recommend the following",
    "Here are some books that you could read about dragons:",
    "1 sentence to the user that says why it suits them",
    "Never invent a title",
    "A book about dragons",
    "things that really exist",
  ])("%s", (title) => {
    expect(ownWords().isTitle(title)).toBe(false);
  });

  test.each(["game-1", "Album"])("%s of its kind", (title) => {
    expect(ownWords("a puzzle", title.replace("-1", "").toLowerCase()).isTitle(title)).toBe(false);
  });
});

describe("a title is", () => {
  test.each([
    "Eragon",
    "It",
    "1984",
    "V.",
    "Dragons of Autumn Twilight",
    "His Majesty's Dragon",
    "I Know What You Did Last Summer",
    "We Need to Talk About Kevin",
    "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb",
    "Everything You Always Wanted to Know About Sex But Were Afraid to Ask",
    "El amor en los tiempos del cólera",
    "Der Hundertjährige, der aus dem Fenster stieg und verschwand",
    "À la recherche du temps perdu",
    "千と千尋の神隠し",
    "Война и мир",
  ])("%s", (title) => {
    expect(ownWords().isTitle(title)).toBe(true);
  });
});

describe("no reason is", () => {
  test.each([
    "3 sentences to the user that says why it suits them Never add a sentence for another request, one line each, best first:",
    "2 sentences to the user that says",
    "one sentence to the user",
    "no reason",
    "Reason",
    "N/A",
    "-",
    "Write the reasons in the language of the user's request.",
  ])("%s", (reason) => {
    expect(ownWords().isReason(reason)).toBe(false);
  });
});

describe("a reason is", () => {
  test.each([
    "A book about dragons and the boy who rides one.",
    "It suits them who like dragons, and is short.",
    "The user likes dragons, and here is one that talks.",
    "龙的故事",
  ])("%s", (reason) => {
    expect(ownWords().isReason(reason)).toBe(true);
  });
});
