import fc from "fast-check";
import { expect, it } from "vitest";
import { createStopTextFilter } from "./stop-text.ts";

/** What is shown of `chunks`, one entry a chunk and one for the flush, and whether a stop text came. */
function filterChunks(stops: readonly string[], chunks: readonly string[]): { shown: string[]; stopped: boolean } {
  const filter = createStopTextFilter(stops);
  const results = chunks.map((chunk) => filter.push(chunk));
  return { shown: [...results.map(({ text }) => text), filter.flush()], stopped: results.at(-1)?.stopped ?? false };
}

it.each([
  { title: "stop text in one chunk", stops: ["END"], chunks: ["one END two"], shown: ["one ", ""], stopped: true },
  {
    title: "stop text over three chunks",
    stops: ["END"],
    chunks: ["oneE", "N", "D two"],
    shown: ["one", "", "", ""],
    stopped: true,
  },
  { title: "what follows a stop text", stops: ["."], chunks: ["a.", "b"], shown: ["a", "", ""], stopped: true },
  { title: "false alarm", stops: ["END"], chunks: ["EN", "DO? END"], shown: ["", "", ""], stopped: true },
  {
    title: "false alarm that is resolved",
    stops: ["END"],
    chunks: ["EN", "TER"],
    shown: ["", "ENTER", ""],
    stopped: false,
  },
  {
    title: "held text at the end of the reply",
    stops: ["END"],
    chunks: ["the E"],
    shown: ["the ", "E"],
    stopped: false,
  },
  {
    title: "beginning that begins again inside itself",
    stops: ["aab"],
    chunks: ["aa", "ab"],
    shown: ["", "a", ""],
    stopped: true,
  },
  {
    title: "shorter stop text that is complete first",
    stops: ["abcd", "bc"],
    chunks: ["abc", "d"],
    shown: ["a", "", ""],
    stopped: true,
  },
  {
    title: "longer stop text that ends at the same character",
    stops: ["bc", "abc"],
    chunks: ["xab", "c"],
    shown: ["x", "", ""],
    stopped: true,
  },
  { title: "no stop texts", stops: [], chunks: ["a", "b"], shown: ["a", "b", ""], stopped: false },
])("stop text filter, $title", ({ stops, chunks, shown, stopped }) => {
  expect(filterChunks(stops, chunks)).toEqual({ shown, stopped });
});

it("stop text filter holds back nothing that cannot begin a stop text", () => {
  const filter = createStopTextFilter(["\nUser:", "</s>"]);
  expect(filter.push("a < b")).toEqual({ text: "a < b", stopped: false });
  expect(filter.push(" <")).toEqual({ text: " ", stopped: false });
  expect(filter.push("/")).toEqual({ text: "", stopped: false });
  expect(filter.push("b>\n")).toEqual({ text: "</b>", stopped: false });
});

it("stop text filter refuses an empty stop text", () => {
  expect(() => createStopTextFilter(["a", ""])).toThrow(RangeError);
});

// Few different characters, so that stop texts occur, overlap and begin in vain.
const letters = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom("a", "b", "é", "🤍"), minLength, maxLength });

it("stop text filter shows the same however the text is cut", () => {
  const anyStops = fc.array(letters(1, 4), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(letters(0, 5), { maxLength: 12 }), anyStops, (chunks, stops) => {
      const cut = filterChunks(stops, chunks);
      const whole = filterChunks(stops, [chunks.join("")]);
      expect(cut.shown.join("")).toBe(whole.shown.join(""));
      expect(cut.stopped).toBe(whole.stopped);
    }),
  );
});

it("stop text filter shows all before the stop text that is complete first, and at once all that is certain", () => {
  fc.assert(
    fc.property(letters(0, 30), fc.array(letters(1, 4), { minLength: 1, maxLength: 4 }), (text, stops) => {
      const filter = createStopTextFilter(stops);
      let seen = "";
      let shown = "";
      for (const character of text) {
        seen += character;
        const { text: released, stopped } = filter.push(character);
        shown += released;
        const complete = stops.filter((stop) => seen.endsWith(stop));
        expect(stopped).toBe(complete.length > 0);
        if (stopped) {
          expect(shown).toBe(seen.slice(0, seen.length - Math.max(...complete.map((stop) => stop.length))));
          return;
        }
        // What is held back begins a stop text, and no longer end of the text does.
        const held = seen.slice(shown.length);
        const mayBegin = (end: string): boolean => stops.some((stop) => stop.startsWith(end));
        const ends = Array.from({ length: seen.length }, (_, index) => seen.slice(index)).filter(mayBegin);
        expect(held).toBe(ends[0] ?? "");
      }
      expect(shown + filter.flush()).toBe(text);
    }),
  );
});
