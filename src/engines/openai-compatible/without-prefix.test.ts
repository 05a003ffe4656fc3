import { expect, test } from "vitest";
import type { UpstreamEvent } from "../../remote/upstream-event.ts";
import { withoutPrefix } from "./without-prefix.ts";

const prefix = "Well now,";
const end: UpstreamEvent = { type: "end", reason: "stop" };

async function textOf(pieces: readonly string[], isEnded = true): Promise<string> {
  async function* events(): AsyncGenerator<UpstreamEvent> {
    for (const text of pieces) yield { type: "text", text };
    if (isEnded) yield end;
  }
  let text = "";
  const types: string[] = [];
  for await (const event of withoutPrefix(events(), prefix)) {
    types.push(event.type);
    if (event.type === "text") text += event.text;
  }
  expect(types.filter((type) => type === "end")).toHaveLength(isEnded ? 1 : 0);
  return text;
}

test.each([
  [["Well now,", " a fox."], " a fox."],
  [["Well now, a fox."], " a fox."],
  [["W", "ell ", "now", ", a", " fox."], " a fox."],
  [["Well now,"], ""],
])("a prefix that is repeated as %j is left out", async (pieces, text) => {
  expect(await textOf(pieces)).toBe(text);
});

test.each([
  [[" a fox."], " a fox."],
  [["Well", " then."], "Well then."],
  [["Well"], "Well"],
  [["Well now, ", "Well now, again"], " Well now, again"],
])("a reply of %j loses nothing else", async (pieces, text) => {
  expect(await textOf(pieces)).toBe(text);
});

test("what was held is given out when the stream breaks off", async () => {
  expect(await textOf(["Well"], false)).toBe("Well");
});

test("each cut of a repeated prefix gives the same reply", async () => {
  const whole = `${prefix} a fox.`;
  for (let first = 0; first <= whole.length; first++) {
    for (let second = first; second <= whole.length; second++) {
      const pieces = [whole.slice(0, first), whole.slice(first, second), whole.slice(second)];
      expect(await textOf(pieces.filter((piece) => piece !== ""))).toBe(" a fox.");
    }
  }
});
