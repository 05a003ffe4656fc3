import { describe, expect, test } from "vitest";
import { emotionLabels, type EmotionLabel, type EmotionReader } from "../../core/emotion.ts";
import { certainReading, normalized, perEmotion, readingOf } from "./distribution.ts";
import { createTagReader, emotionTag } from "./emotion-tag.ts";
import { blend, fromRating, withEmpathy } from "./reply-emotion.ts";
import { facedEmotion, readUserEmotion, shownEmotion, textShownFrom } from "./user-emotion.ts";

const sum = (distribution: Record<EmotionLabel, number>): number =>
  emotionLabels.reduce((total, label) => total + distribution[label], 0);

const usage = { promptTokens: 1, completionTokens: 0, cachedTokens: 0 };

describe("empathy", () => {
  test("is never angry, never happy with a sad or an angry person, and stays a distribution", () => {
    const even = perEmotion(() => 0.2);
    expect(withEmpathy(even, "angry").angry).toBe(0);
    expect(withEmpathy(certainReading("angry", 1, "model").distribution, "angry").angry).not.toBe(1);
    for (const user of emotionLabels) expect(withEmpathy(even, user).angry).toBe(0);
    for (const user of ["sad", "angry"] as const) expect(withEmpathy(even, user).happy).toBe(0);
    for (const user of emotionLabels) expect(sum({ ...withEmpathy(even, user) })).toBeCloseTo(1);
  });

  test("turns a model's rating round where it would be out of place", () => {
    const labels = emotionLabels.map((label) => ({ label, probability: label === "happy" ? 0.6 : 0.1 }));
    expect(fromRating({ labels, usage }, "neutral").label).toBe("happy");
    expect(fromRating({ labels, usage }, "sad").label).not.toBe("happy");
  });
});

describe("the blend at the end", () => {
  const first = certainReading("sad", 0.6, "model");

  test("keeps the first feeling unless the text is surer by more than 0.3", () => {
    expect(blend(first, certainReading("neutral", 0.85, "text"), "neutral")).toBe(first);
    expect(blend(first, certainReading("neutral", 0.95, "text"), "neutral")).toMatchObject({
      label: "neutral",
      source: "text",
    });
  });

  test("is surer where both agree", () => {
    const both = blend(first, certainReading("sad", 0.9, "text"), "neutral");
    expect(both).toMatchObject({ label: "sad", source: "fused" });
    expect(both.confidence).toBeGreaterThan(first.confidence);
    expect(sum({ ...both.distribution })).toBeCloseTo(1);
  });

  test("keeps out what neither may be, and stays with the first where both agree in doubt", () => {
    const calm = certainReading("neutral", 0.5, "model");
    const shown = { ...calm, distribution: withEmpathy(calm.distribution, "angry") };
    const both = blend(shown, certainReading("neutral", 0.4, "text"), "angry");
    expect(both).toMatchObject({ label: "neutral", source: "fused" });
    expect(both.distribution.angry).toBe(0);
  });

  test("does not smile at a sadness or anger that is only suspected", () => {
    const table = certainReading("neutral", 0.5, "canned");
    for (const label of ["sad", "angry"] as const) {
      const suspected = certainReading(label, 0.4, "text");
      expect(shownEmotion(suspected)).toBeUndefined();
      expect(blend(table, certainReading("happy", 0.9, "text"), facedEmotion(suspected)).label).not.toBe("happy");
    }
    expect(facedEmotion(certainReading("happy", 0.4, "text"))).toBe("neutral");
    expect(facedEmotion(certainReading("happy", 0.9, "text"))).toBe("happy");
  });

  test("takes the text for what the table showed", () => {
    const table = certainReading("sad", 0.5, "canned");
    expect(blend(table, certainReading("happy", 0.5, "text"), "neutral")).toMatchObject({ label: "happy" });
    expect(blend(table, certainReading("angry", 0.9, "text"), "angry").label).not.toBe("angry");
  });
});

describe("a tag", () => {
  function read(chunks: readonly string[]): { label: EmotionLabel | undefined; text: string } {
    const reader = createTagReader();
    const text = chunks.map((chunk) => reader.push(chunk)).join("") + reader.flush();
    return { label: reader.label, text };
  }

  test.each([
    [`${emotionTag("sad")} Oh no.`, "sad", "Oh no."],
    ["[Happy] Yes!", "happy", "Yes!"],
    [" *surprised* Oh!", "surprised", "Oh!"],
    ["angry: No.", "angry", "No."],
    ["(sad)", "sad", ""],
    ["Sad to hear that.", undefined, "Sad to hear that."],
    ["(so) it goes", undefined, "(so) it goes"],
    ["Hello", undefined, "Hello"],
    ["", undefined, ""],
  ])("in %j is %s", (whole, label, text) => {
    expect(read([whole])).toEqual({ label, text });
    expect(read([...whole])).toEqual({ label, text });
  });

  test("holds back nothing of a text that cannot be one", () => {
    expect(createTagReader().push("Well")).toBe("Well");
  });
});

describe("a user's feeling", () => {
  const reader = (label: EmotionLabel, confidence: number): EmotionReader => ({
    read: () => certainReading(label, confidence, "text"),
  });

  test("is the client's where it knows, and the text's where the client says nothing", () => {
    const angry = reader("angry", 0.9);
    expect(readUserEmotion("…", { label: "sad" }, angry)).toEqual(certainReading("sad", 1, "client"));
    expect(readUserEmotion("…", undefined, angry)).toEqual(certainReading("angry", 0.9, "text"));
  });

  test("that the client guesses is surer with a text that agrees and less sure with one that does not", () => {
    const guess = { label: "sad", confidence: 0.7 } as const;
    const agreed = readUserEmotion("…", guess, reader("sad", 0.9));
    const doubted = readUserEmotion("…", guess, reader("neutral", 0.6));
    expect([agreed.source, doubted.source]).toEqual(["fused", "fused"]);
    expect([agreed.label, doubted.label]).toEqual(["sad", "sad"]);
    expect(agreed.confidence).toBeGreaterThan(0.7);
    expect(doubted.confidence).toBeLessThan(0.7);
  });

  test("keeps the client's label whatever the text says", () => {
    const guess = { label: "sad", confidence: 0.4 } as const;
    expect(readUserEmotion("…", guess, reader("happy", 0.99))).toEqual(certainReading("sad", 0.4, "client"));
    for (const label of emotionLabels) {
      for (const confidence of [0, 0.2, 0.5, 1]) {
        expect(readUserEmotion("…", { label, confidence }, reader("happy", 1)).label).toBe(label);
      }
    }
  });
});

test("a doubtful feeling is not shown to the model, and a text's needs more confidence than a client's", () => {
  expect(shownEmotion(certainReading("sad", textShownFrom.sad, "text"))).toBe("sad");
  expect(shownEmotion(certainReading("sad", textShownFrom.sad - 0.01, "text"))).toBeUndefined();
  expect(shownEmotion(certainReading("sad", 0.5, "fused"))).toBe("sad");
  expect(shownEmotion(certainReading("sad", 0.49, "client"))).toBeUndefined();
  expect(shownEmotion(undefined)).toBeUndefined();
});

test("weights become probabilities, also where all are zero", () => {
  expect(normalized(perEmotion(() => 0))).toEqual(perEmotion(() => 0.2));
  expect(
    readingOf(
      perEmotion(() => 0.2),
      "model",
    ).label,
  ).toBe("neutral");
  expect(readingOf({ ...perEmotion(() => 0), angry: 1 }, "model")).toMatchObject({ label: "angry", confidence: 1 });
});
