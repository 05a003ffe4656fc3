import { expect, it } from "vitest";
import { byteLevelBytes, hexByte } from "./token-bytes.ts";

it("a byte-level entry spells its bytes; one of another alphabet has none", () => {
  expect(byteLevelBytes("Ġcaf\u00c3\u00a9")).toEqual([...Buffer.from(" café")]);
  expect(byteLevelBytes("\u2581the")).toBeUndefined();
});

it("a byte token of SentencePiece is its byte; other entries have none", () => {
  expect(hexByte("<0xE2>")).toEqual([0xe2]);
  expect(hexByte("<s>")).toBeUndefined();
});
