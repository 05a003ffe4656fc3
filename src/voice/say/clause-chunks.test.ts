import { describe, expect, it } from "vitest";
import { createClauseChunks } from "./clause-chunks.ts";
import { speakableText } from "./speakable-text.ts";

/** What is spoken after each character, as a stream brings them. */
function chunksOf(text: string, language = "en"): readonly string[] {
  const chunks = createClauseChunks(language);
  return [...[...text].flatMap((character) => chunks.push(character)), ...chunks.end()];
}

describe("clause chunks", () => {
  it.each([
    ["I'm so sorry to hear that, it sounds hard. What happened?", "en"],
    ["Oh no. I am with you. Tell me more about it, if you like.", "en"],
    ["It costs 1,000 dollars at 10:30 in the morning, does it not? Yes.", "en"],
    ["Dr. Smith will see you now.", "en"],
    ["今天我丢了钥匙，心里很难过。你现在怎么样？", "zh"],
    ["それはつらかったですね、だいじょうぶですか。なにがありましたか。", "ja"],
  ])("say everything once and in order: %s", (text, language) => {
    expect(chunksOf(text, language).join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
  });

  it("begin at a clause of four words, and go on with sentences", () => {
    expect(chunksOf("I'm so sorry to hear that, it sounds hard, really hard. What happened? Tell me.")).toEqual([
      "I'm so sorry to hear that,",
      "it sounds hard, really hard.",
      "What happened?",
      "Tell me.",
    ]);
  });

  it("do not begin with a clause that is too short to cover the making of the next", () => {
    expect(chunksOf("Well, yes, I think so. Good.")).toEqual(["Well, yes, I think so.", "Good."]);
  });

  it("count characters where words have no blanks", () => {
    expect(chunksOf("今天我丢了钥匙，心里很难过。你怎么样？", "zh")[0]).toBe("今天我丢了钥匙，");
    expect(chunksOf("是的，我知道。你怎么样？", "zh")[0]).toBe("是的，我知道。");
  });

  it("come as soon as they are complete, not before", () => {
    const chunks = createClauseChunks("en");
    expect(chunks.push("I am here for you")).toEqual([]);
    expect(chunks.push(",")).toEqual([]);
    expect(chunks.push(" always")).toEqual(["I am here for you,"]);
    expect(chunks.push(" here. It is 3.")).toEqual(["always here."]);
    expect(chunks.push("5 km.")).toEqual([]);
    expect(chunks.end()).toEqual(["It is 3.5 km."]);
  });

  it("cut a text without marks at a blank", () => {
    const chunks = chunksOf("word ".repeat(200));
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.every((chunk) => chunk.length <= 230)).toBe(true);
    expect(chunks.join(" ").split(" ")).toHaveLength(200);
  });

  it("leave out what nobody can say", () => {
    expect(chunksOf("… — !")).toEqual([]);
  });
});

describe("speakableText", () => {
  it.each([
    ["**Oh no!** I'm *so* sorry 😢👍🏽.", "Oh no! I'm so sorry ."],
    ["# Title\n- one\n- two", "Title one two"],
    ["See [this page](https://example.org/x) or https://example.org.", "See this page or"],
    ["```js\nconst a = 1;\n``` Done.", "Done."],
    ["It costs 3.5 € — really?", "It costs 3.5 € — really?"],
  ])("%s", (text, expected) => {
    expect(speakableText(text)).toBe(expected);
  });
});
