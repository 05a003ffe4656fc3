import { expect, it } from "vitest";
import { createWholeCharacters } from "./whole-characters.ts";

it("halves of a character that come apart are joined", () => {
  const characters = createWholeCharacters();
  expect([characters.push("a\ud83d"), characters.push("\ude00b"), characters.flush()]).toEqual(["a", "😀b", ""]);
});

it("halves of a character that stay alone are replaced", () => {
  const characters = createWholeCharacters();
  expect([characters.push("\ude00a\ud83db"), characters.push("c\ud83d"), characters.flush()]).toEqual([
    "\ufffda\ufffdb",
    "c",
    "\ufffd",
  ]);
});
