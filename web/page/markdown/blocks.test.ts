import { expect, test } from "vitest";
import { createGrowingBlocks, safeAddress } from "./blocks.ts";

const text =
  "# Title\n\nOne *two*.\n\n- a\n- b\n\n  c\n\n```js\nlet x = `1`;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.\n";

test("a text that grows by single characters ends as the same blocks as at once", () => {
  const growing = createGrowingBlocks();
  for (let length = 1; length <= text.length; length++) growing.update(text.slice(0, length));
  const shape = (blocks: readonly { readonly type: string; readonly raw: string }[]): unknown =>
    blocks.map(({ type, raw }) => [type, raw]);
  expect(shape(growing.update(text))).toEqual(shape(createGrowingBlocks().update(text)));
});

test("what is settled is not read again", () => {
  const growing = createGrowingBlocks();
  const before = growing.update("One.\n\nTwo.\n\nThree.\n\nFour.");
  const after = growing.update("One.\n\nTwo.\n\nThree.\n\nFour. More.");
  expect(after[0]).toBe(before[0]);
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
