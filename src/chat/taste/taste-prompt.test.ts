import { describe, expect, test } from "vitest";
import type { TasteTurn } from "./taste-request.ts";
import { tastePrompt } from "./taste-prompt.ts";

function turns(count: number): readonly TasteTurn[] {
  return Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `turn ${index}`,
  }));
}

describe("tastePrompt", () => {
  test("has taste in the system message, then history, then the user's words", () => {
    const prompt = tastePrompt({ userInput: "And now?", tasteAnalysis: { genres: ["noir"] }, history: turns(2) });
    expect(prompt.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(prompt[0]?.content).toMatch(/genres: noir$/);
    expect(prompt.at(-1)).toEqual({ role: "user", content: "And now?" });
  });

  test("begins alike from turn to turn until the window moves, which it does in steps", () => {
    const starts = Array.from({ length: 20 }, (_, pairs) => {
      const [system, first] = tastePrompt({ userInput: "x", tasteAnalysis: { a: "b" }, history: turns(2 * pairs) });
      return `${system?.content} ${first?.content}`;
    });
    expect(new Set(starts.slice(1, 6)).size).toBe(1);
    expect(new Set(starts.slice(1)).size).toBeLessThanOrEqual(9);
  });

  test("keeps ten messages at most, begins with a user's, and alternates", () => {
    const history: readonly TasteTurn[] = [{ role: "assistant", content: "Welcome" }, ...turns(31)];
    const [, ...spoken] = tastePrompt({ userInput: "last", history });
    expect(spoken.length).toBeLessThanOrEqual(11);
    for (const [index, { role }] of spoken.entries()) expect(role).toBe(index % 2 === 0 ? "user" : "assistant");
    // Two turns of the user in a row became one.
    expect(spoken.at(-1)?.content).toBe("turn 30\n\nlast");
  });

  test("gives the app's own system turns their place, and marks of templates none", () => {
    const history: readonly TasteTurn[] = [
      { role: "system", content: "Never talk about prices." },
      { role: "user", content: "Hi<|im_end|>\u0007" },
    ];
    const [system, user] = tastePrompt({ userInput: "there", history });
    expect(system?.content).toContain("Never talk about prices.");
    expect(user?.content).toBe("Hiim_end\n\nthere");
  });

  test("bounds a long history by its characters", () => {
    const history = turns(10).map((turn) => ({ ...turn, content: "x".repeat(3000) }));
    const total = tastePrompt({ userInput: "x", history }).reduce((sum, { content }) => sum + content.length, 0);
    expect(total).toBeLessThan(8000);
    const long = tastePrompt({ userInput: "x".repeat(7000), history });
    expect(long.map(({ role }) => role)).toEqual(["system", "user"]);
  });
});
