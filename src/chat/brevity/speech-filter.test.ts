import fc from "fast-check";
import { expect, test } from "vitest";
import { createSpeechFilter } from "./speech-filter.ts";

function spoken(...pieces: readonly string[]): string {
  const filter = createSpeechFilter();
  return pieces.map((piece) => filter.push(piece)).join("") + filter.flush();
}

test.each([
  ["I am here.", "I am here."],
  ["That is **really** unfair!", "That is really unfair!"],
  ["That is *so* unfair. *Really* unfair.", "That is so unfair. Really unfair."],
  ["*smiles softly* I am here. *hugs you*", "I am here."],
  ["*Waves a tentacle* Hello!", "Hello!"],
  ["(laughs) Oh dear (or so I heard) it is late.", "Oh dear (or so I heard) it is late."],
  ["That is funny (chuckles).", "That is funny."],
  ["[sighs] See [the page](https://x.example/a) now.", "See the page now."],
  ["How lovely 😀! 👨‍👩‍👧 Bye 🇫🇷", "How lovely! Bye"],
  ["# Title\n- one\n- two\n> three", "Title one two three"],
  ["Use `code` and __this__ snake_case.", "Use code and this snake_case."],
  ["（微笑）我在这里。", "我在这里。"],
  ["  A\n\n  B  ", "A B"],
  ["Quelle joie ! 5 < 6 ©", "Quelle joie ! 5 < 6 ©"],
  ["3. Mai war schön.", "3. Mai war schön."],
  ["It costs (5 euros) only", "It costs (5 euros) only"],
  ["An open ( bracket and a * star", "An open ( bracket and a star"],
  ["😀", ""],
  ["<think>The user is sad (or angry). **Be kind.**</think>I am here.", "I am here."],
  ["<thinking>\nHm.\n</thinking>\n\n*smiles* I am here.", "I am here."],
  ["I am here. <think>Was that kind?</think>Tell me more.", "I am here. Tell me more."],
  ["(hm</think>I am here.", "I am here."],
  ["<think>The user is", ""],
  ["I <3 you, <b>really</b> a <thin line", "I <3 you, <b>really</b> a <thin line"],
])("%j is said as %j", (written, said) => {
  expect(spoken(written)).toBe(said);
  expect(spoken(...written)).toBe(said);
});

test("what is plain is given out at once", () => {
  expect(createSpeechFilter().push("Hello there.")).toBe("Hello there.");
});

test("an open mark holds back a bounded part of the text", () => {
  const filter = createSpeechFilter();
  const said = filter.push(`(${"word ".repeat(100)}`);
  expect(said.length).toBeGreaterThan(400);
});

test("however a text is cut, the same is said", () => {
  const part = fc.constantFrom(
    "Hi",
    " ",
    ".",
    "*",
    "**",
    "smiles",
    "(",
    ")",
    "[",
    "]",
    "😀",
    "\n",
    "- ",
    "#",
    "_",
    "x",
    "（",
    "）",
    "A",
    "`",
    ",",
    "<think>",
    "</think>",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
      const whole = spoken(parts.join(""));
      expect(spoken(...parts)).toBe(whole);
      expect(spoken(...parts.join(""))).toBe(whole);
    }),
    { numRuns: 3000 },
  );
});
