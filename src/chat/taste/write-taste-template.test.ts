import { describe, expect, test } from "vitest";
import { languages } from "../../core/language.ts";
import type { TasteTurn } from "./taste-request.ts";
import { tastePhrases } from "./template-phrases.ts";
import { writeTasteTemplate } from "./write-taste-template.ts";

const facts = { favourites: ["Dune", "Alien", "Solaris", "Arrival"], genres: ["noir"], people: [] };
const base = { userInput: "Something new?", facts, history: [], language: "en", turn: 0 } as const;

describe("writeTasteTemplate", () => {
  test("takes up the words and the taste, and greets by name at first", () => {
    const text = writeTasteTemplate({ ...base, facts: { ...facts, name: "Mia" } });
    expect(text).toMatch(/^Hello Mia! .*“Something new\?”.*Dune, Alien and Solaris/);
    expect(text).not.toMatch(/[{}]|Arrival/);
  });

  test("uses genres where nothing better is known, and asks where nothing is", () => {
    const genresOnly = { favourites: [], genres: ["noir"], people: [] };
    expect(writeTasteTemplate({ ...base, facts: genresOnly })).toContain("noir");
    const without = writeTasteTemplate({ ...base, facts: { favourites: [], genres: [], people: [] } });
    expect(without).toContain(tastePhrases.en.noTaste[0]);
  });

  test.each(["a\nb", "x".repeat(100), "“quoted”", "<script>"])("does not repeat %j", (userInput) => {
    expect(writeTasteTemplate({ ...base, userInput })).not.toContain(userInput);
  });

  test.each(languages)("in %s never says the same sentences twice in four replies, by history", (language) => {
    const history: TasteTurn[] = [];
    const closings = new Set<string>();
    for (let index = 0; index < 4; index++) {
      const text = writeTasteTemplate({ ...base, language, history, turn: 0 });
      closings.add(tastePhrases[language].closing.find((closing) => text.endsWith(closing)) ?? "");
      history.push({ role: "user", content: "Again" }, { role: "assistant", content: text });
    }
    expect(closings.size).toBe(4);
    expect(closings).not.toContain("");
  });

  test("differs from the reply before where no history is sent", () => {
    const replies = Array.from({ length: 64 }, (_, turn) => writeTasteTemplate({ ...base, turn }));
    expect(new Set(replies).size).toBe(64);
  });

  test.each(languages)("phrases in %s have their placeholders and end as sentences", (language) => {
    const { greeting, opening, plainOpening, taste, noTaste, closing } = tastePhrases[language];
    expect(greeting).toContain("{name}");
    for (const text of opening) expect(text).toContain("{words}");
    for (const text of taste) expect(text).toContain("{list}");
    for (const text of [...plainOpening, ...noTaste, ...closing]) expect(text).not.toMatch(/[{}]/);
    const all = [greeting, ...opening, ...plainOpening, ...taste, ...noTaste, ...closing];
    for (const text of all) expect(text).toMatch(/[.!。！]$/);
    expect(new Set(all).size).toBe(all.length);
  });
});
