import { expect, it } from "vitest";
import { createJsonEndCutter } from "./json-end-cutter.ts";

it("cuts behind the value's last character, wherever the chunks end", () => {
  for (const size of [1, 2, 5, 100]) {
    const cutter = createJsonEndCutter();
    const whole = ' {"a": ["}", "\\""]}\n\n';
    let text = "";
    let ended = false;
    for (let start = 0; start < whole.length && !ended; start += size) {
      const chunk = cutter.push(whole.slice(start, start + size));
      text += chunk.text;
      ended = chunk.ended;
    }
    expect(ended).toBe(true);
    expect(text).toBe(' {"a": ["}", "\\""]}');
  }
});

it("never ends a number, which could go on", () => {
  expect(createJsonEndCutter().push("42")).toEqual({ text: "42", ended: false });
});
