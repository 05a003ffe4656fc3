import { describe, expect, test } from "vitest";
import { readConfidence, readLeadingConfidence } from "./confidence.ts";

describe("confidence", () => {
  test.each([
    ["0.85", 0.85],
    [".85", 0.85],
    ["0,85", 0.85],
    ["1.0", 1],
    ["0.0", 0],
    ["85%", 0.85],
    ["85 %", 0.85],
    ["85,5 %", 0.855],
    ["８５％", 0.85],
    ["~80%", 0.8],
    ["≈ 80%", 0.8],
    ["about 80%", 0.8],
    ["etwa 80 %", 0.8],
    ["大约80%", 0.8],
    ["80 percent", 0.8],
    ["85 Prozent", 0.85],
    ["100%", 1],
    ["8.5/10", 0.85],
    ["8,5/10", 0.85],
    ["10/10", 1],
    ["85/100", 0.85],
    ["4/5", 0.8],
    ["4.5 out of 5", 0.9],
    ["★★★★☆", 0.8],
    ["⭐️⭐️⭐️⭐️⭐️", 1],
    ["8 von 10", 0.8],
    ["8 sur 10", 0.8],
    ["85", 0.85],
    ["(85%)", 0.85],
    ["**High**", 0.85],
    ["Very high", 0.95],
    ["medium", 0.6],
    ["low", 0.3],
    ["hoch", 0.85],
    ["sehr hoch", 0.95],
    ["élevée", 0.85],
    ["alta", 0.85],
    ["média", 0.6],
    ["bassa", 0.3],
    ["высокая", 0.85],
    ["很高", 0.95],
    ["高", 0.85],
    ["中程度", 0.6],
    ["높음", 0.85],
  ])("%s is %d", (written, confidence) => {
    expect(readConfidence(written)).toBe(confidence);
  });

  test.each([
    "★★★",
    "7",
    "1",
    "0",
    "10",
    "3/4",
    "150%",
    "11/10",
    "-5%",
    "-0.5",
    "1.5",
    "120",
    "85/1000",
    "highway",
    "",
    "?",
  ])("%j is refused", (written) => {
    expect(readConfidence(written)).toBeNull();
  });

  test("gives what follows it, without the sign between", () => {
    expect(readLeadingConfidence("85% - because it is short")).toEqual({
      confidence: 0.85,
      rest: "because it is short",
    });
    expect(readLeadingConfidence("High, since you like noir")?.rest).toBe("since you like noir");
    expect(readLeadingConfidence("words alone")).toBeUndefined();
  });
});
