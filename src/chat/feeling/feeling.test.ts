import { describe, expect, test } from "vitest";
import { emotionLabels, type EmotionLabel } from "../../core/emotion.ts";
import { certainReading, normalized, perEmotion, readingOf } from "./distribution.ts";
import { createTagReader, emotionTag } from "./emotion-tag.ts";
import { emotionTrend } from "./emotion-trend.ts";
import { withEmpathy } from "./empathy.ts";
import { blend, fromRating } from "./reply-emotion.ts";
import { shownEmotion } from "./user-emotion.ts";

const sum = (distribution: Record<EmotionLabel, number>): number =>
  emotionLabels.reduce((total, label) => total + distribution[label], 0);

const usage = { promptTokens: 1, completionTokens: 0, cachedTokens: 0 };

describe("empathy", () => {
  test("is never angry with an angry person, rarely happy with a sad one, and stays a distribution", () => {
    const even = perEmotion(() => 0.2);
    expect(withEmpathy(even, "angry").angry).toBe(0);
    expect(withEmpathy(certainReading("angry", 1, "model").distribution, "angry").angry).not.toBe(1);
    expect(withEmpathy(even, "sad").happy).toBeLessThan(0.05);
    for (const user of emotionLabels) expect(sum({ ...withEmpathy(even, user) })).toBeCloseTo(1);
    expect(withEmpathy(even, "neutral")).toEqual(even);
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

  test("takes the text for what the table showed", () => {
    const table = certainReading("sad", 0.5, "canned");
    expect(blend(table, certainReading("happy", 0.5, "text"), "neutral")).toMatchObject({ label: "happy" });
    expect(blend(table, certainReading("angry", 0.9, "text"), "angry").label).not.toBe("angry");
  });
});

describe("a tag", () => {
  function read(pieces: readonly string[]): { label: EmotionLabel | undefined; text: string } {
    const reader = createTagReader();
    const text = pieces.map((piece) => reader.push(piece)).join("") + reader.flush();
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

test("a doubtful feeling is not told", () => {
  expect(shownEmotion(certainReading("sad", 0.5, "text"))).toBe("sad");
  expect(shownEmotion(certainReading("sad", 0.49, "text"))).toBeUndefined();
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

describe("a trend", () => {
  const of = (...labels: EmotionLabel[]) => emotionTrend(labels.map((label) => certainReading(label, 1, "text")));

  test("rises, falls or is steady", () => {
    expect(of("sad", "sad", "neutral", "happy").direction).toBe("rising");
    expect(of("happy", "neutral", "angry").direction).toBe("falling");
    expect(of("neutral", "neutral").direction).toBe("steady");
    expect(of("sad").direction).toBe("steady");
  });

  test("is led by the newest reading, and has none without readings", () => {
    expect(of("sad", "sad", "happy", "happy").current).toMatchObject({ label: "happy", confidence: 0.75 });
    expect(of("sad", "happy").valence).toEqual([-1, 1]);
    expect(of()).toEqual({ readings: [], valence: [], direction: "steady" });
  });
});
