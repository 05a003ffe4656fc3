import { expect, test } from "vitest";
import { createGrowingBlocks, safeAddress } from "./blocks.ts";

const mixed =
  "# Title\n\nOne *two*.\n\n- a\n- b\n\n  c\n\n```js\nlet x = `1`;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.\n";

test("a text that grows by single characters ends as the same blocks as at once", () => {
  const growing = createGrowingBlocks();
  for (let length = 1; length <= mixed.length; length++) growing.update(mixed.slice(0, length));
  const shape = (blocks: readonly { readonly type: string; readonly raw: string }[]): unknown =>
    blocks.map(({ type, raw }) => [type, raw]);
  expect(shape(growing.update(mixed))).toEqual(shape(createGrowingBlocks().update(mixed)));
});

test("what is settled is not read again", () => {
  const growing = createGrowingBlocks();
  const before = growing.update("One.\n\nTwo.\n\nThree.\n\nFour.");
  const after = growing.update("One.\n\nTwo.\n\nThree.\n\nFour. More.");
  expect(after[0]).toBe(before[0]);
});

const shapeOf = (text: string): unknown => createGrowingBlocks().update(text, true);

test.each([
  ["a list", (count: number) => Array.from({ length: count }, (_, index) => `- item **${index}** of many\n`).join("")],
  [
    "numbers",
    (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}. one more thing\n`).join(""),
  ],
  ["a paragraph", (count: number) => "One sentence *with* `marks` in it. ".repeat(count)],
  ["a listing", (count: number) => `\`\`\`js\n${"let boat = 1;\n\n".repeat(count)}`],
])("of %s that grows long only the end is read again, and whole it is as if read at once", (_kind, write) => {
  const growing = createGrowingBlocks();
  const text = write(400);
  let previous: readonly unknown[] = [];
  let changed = 0;
  for (let length = 0; length < text.length; length += 40) {
    const blocks = growing.update(text.slice(0, length));
    const settled = blocks.slice(0, -1).map(({ raw }) => raw);
    expect(text.startsWith(settled.join(""))).toBe(true);
    const last = blocks.at(-1);
    if (last?.type !== "code") expect(last?.raw.length ?? 0).toBeLessThan(2_500);
    if (previous.length > 2 && blocks[0] !== previous[0]) changed += 1;
    previous = blocks;
  }
  expect(changed).toBe(0);
  expect(growing.update(text, true)).toEqual(shapeOf(text));
});

test("a listing that is closed, and what is written after it, are read as at once", () => {
  const growing = createGrowingBlocks();
  const text = "```js\nlet a = `1`;\n\n```\nAfter.\n\n~~~\n```\n~~~\n\n    indented\n";
  for (let length = 1; length <= text.length; length += 1) {
    const raws = growing.update(text.slice(0, length)).map(({ type, raw }) => [type, raw]);
    const atOnce = createGrowingBlocks()
      .update(text.slice(0, length))
      .map(({ type, raw }) => [type, raw]);
    expect(raws).toEqual(atOnce);
  }
});

test.each([
  ["https://example.org/a?b#c", true],
  ["mailto:a@example.org", true],
  ["javascript:alert(1)", false],
  ["JaVaScRiPt:alert(1)", false],
  ["java\nscript:alert(1)", false],
  ["data:text/html,<script>", false],
  ["//other.example", false],
  ["/api/models", false],
])("the address %s: may be followed is %s", (href, isSafe) => {
  expect(safeAddress(href) !== undefined).toBe(isSafe);
});
