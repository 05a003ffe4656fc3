import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitPrompt, type ModelView } from "./fit-prompt.ts";
import { createWindowStarts, historyWindow, type HistoryEntry } from "./prompt-history.ts";
import { fillSlots, personaTurn, userTurn } from "./persona-prompt.ts";

function entries(count: number, from: number = 0): HistoryEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const place = from + index;
    const text = `message ${place}`;
    return { id: String(place), message: place % 2 === 0 ? userTurn({ text }) : personaTurn(text, "happy") };
  });
}

describe("slots", () => {
  test("are filled once: what is filled in is not looked at", () => {
    expect(fillSlots("{a} and {b}", { a: "{b}", b: "$&" })).toBe("{b} and $&");
  });

  test("without a value, and values without a slot, are defects", () => {
    expect(() => fillSlots("{a}", {})).toThrow("{a}");
    expect(() => fillSlots("x", { a: "1" })).toThrow("{a}");
  });
});

describe("the window", () => {
  test("holds everything up to its limit, and begins with a user's message", () => {
    expect(historyWindow(entries(10), 10, undefined)).toHaveLength(10);
    expect(historyWindow(entries(3, 1), 10, undefined)[0]?.id).toBe("2");
    expect(historyWindow(entries(4), 0, undefined)).toEqual([]);
  });

  test("moves by several messages and then stays", () => {
    const begins: (string | undefined)[] = [];
    let begin: string | undefined;
    for (let count = 0; count <= 40; count += 2) {
      begin = historyWindow(entries(count), 10, begin)[0]?.id;
      begins.push(begin);
    }
    expect(begins.slice(0, 11)).toEqual([undefined, "0", "0", "0", "0", "0", "4", "4", "8", "8", "12"]);
  });

  test("never exceeds its limit, whatever it began with", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 0, max: 20 }), fc.nat(60), (count, limit, begin) => {
        const window = historyWindow(entries(count), limit, String(begin));
        expect(window.length).toBeLessThanOrEqual(limit);
        expect(window.length === 0 || window[0]?.message.role === "user").toBe(true);
      }),
    );
  });

  test("forgets the oldest of many conversations", () => {
    const starts = createWindowStarts();
    for (let index = 0; index < 2_001; index += 1) starts.set(`c${index}`, "m");
    expect(starts.get("c0")).toBeUndefined();
    expect(starts.get("c2000")).toBe("m");
    starts.set("c2000", undefined);
    expect(starts.get("c2000")).toBeUndefined();
  });
});

describe("fitting", () => {
  const stable = [
    { role: "system", content: "You are Ollie." },
    userTurn({ text: "an example" }),
    personaTurn("an answer", "happy"),
  ] as const;
  const turn = userTurn({ text: "Hello", emotion: "sad", language: "en" });
  let counted = 0;
  const view = (contextWindowTokens: number | undefined, tokens?: (length: number) => number): ModelView => ({
    info: () => ({ slots: 1, contextWindowTokens }),
    async countTokens(_, input) {
      counted += 1;
      return input.kind === "chat" ? tokens?.(input.messages.length) : undefined;
    },
  });
  const fit = (models: ModelView | undefined, history: HistoryEntry[]) =>
    fitPrompt({ stable, history, turn }, { model: "a", maxTokens: 50, historyMessages: 10, view: models });

  test("counts nothing when the window is wide, or not known", async () => {
    counted = 0;
    expect((await fit(view(100_000), entries(10))).messages).toHaveLength(14);
    expect((await fit(undefined, entries(10))).messages).toHaveLength(14);
    expect(counted).toBe(0);
  });

  test("leaves out the oldest turns, then the examples, never the persona and the user", async () => {
    // Ten tokens a message.
    const models = (window: number) => view(window, (length) => length * 10);
    const some = await fit(models(66 + 105), entries(10));
    expect(some.history.map(({ id }) => id)).toEqual(["4", "5", "6", "7", "8", "9"]);
    expect(some.warnings).toMatchObject([{ kind: "history-trimmed", droppedMessages: 4 }]);
    const none = await fit(models(66 + 35), entries(10));
    expect(none.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    expect((await fit(models(10), [])).messages).toHaveLength(2);
  });

  test("estimates where the model cannot count", async () => {
    expect((await fit(view(120), entries(10))).history.length).toBeLessThan(10);
  });
});
