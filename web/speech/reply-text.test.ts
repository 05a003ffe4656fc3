import { expect, test } from "vitest";
import { createReplyText } from "./reply-text.ts";
import { createTimedVisemes } from "./timed-visemes.ts";

test("a reply that goes on after a noise says the rest again, and its text stays as it was", () => {
  const text = createReplyText();
  text.begin();
  text.add("I am glad.");
  text.add(" Tell me more.");
  text.begin();
  expect(text.add("Tell me more.")).toBe("I am glad. Tell me more.");
  expect(text.add(" What else?")).toBe("I am glad. Tell me more. What else?");
  text.clear();
  text.begin();
  expect(text.add("Oh.")).toBe("Oh.");
});

test("mouth shapes of a clause go with the parts of its sound", () => {
  const mouth = createTimedVisemes();
  mouth.begin([
    { viseme: "aa", start_ms: 0 },
    { viseme: "PP", start_ms: 150 },
    { viseme: "sil", start_ms: 390 },
  ]);
  expect(mouth.take(200)).toEqual([
    { viseme: "aa", start_ms: 0 },
    { viseme: "PP", start_ms: 150 },
  ]);
  expect(mouth.take(200)).toEqual([
    { viseme: "PP", start_ms: 0 },
    { viseme: "sil", start_ms: 190 },
  ]);
});
