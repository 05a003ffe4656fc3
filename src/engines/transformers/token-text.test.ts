import { expect, it } from "vitest";
import { createTokenTextDecoder } from "./token-text.ts";
import type { TextTokenizer } from "./text-tokenizer.ts";

/** Tokens are single bytes. */
const decode = (ids: readonly number[]): string => Buffer.from(ids).toString("utf8");

function chunks(bytes: Iterable<number>): string[] {
  const decoder = createTokenTextDecoder({ decode } as TextTokenizer);
  return [...Array.from(bytes, (byte) => decoder.push(byte)), decoder.flush()];
}

it("characters are given out when they are whole", () => {
  expect(chunks(Buffer.from("aé🙂b")).join("|")).toBe("a||é||||🙂|b|");
});

it("half a character at the end is left out, a broken one in the middle is shown as such", () => {
  expect(chunks([0x61, 0xf0, 0x9f]).join("")).toBe("a");
  expect(chunks([0x61, 0xff, 0x62]).join("")).toBe("a\uFFFDb");
  expect(chunks([0xff, 0xff, 0xff, 0xff, 0x62]).join("")).toMatch(/^\uFFFD+b$/);
});

it("a tokenizer that drops a leading space drops it at the beginning only", () => {
  const words = ["\u2581the", "\u2581sea"];
  const spelled = (ids: readonly number[]): string =>
    ids
      .map((id) => words[id])
      .join("")
      .replaceAll("\u2581", " ")
      .replace(/^ /, "");
  const decoder = createTokenTextDecoder({ decode: spelled } as TextTokenizer);
  expect([decoder.push(0), decoder.push(1), decoder.push(0)]).toEqual(["the", " sea", " the"]);
});
