import fc from "fast-check";
import { expect, it } from "vitest";
import { slicedBytes } from "../../../test/support/faulty-upstream/sliced-bytes.ts";
import { maxLineLength, readLines } from "./read-lines.ts";

async function linesOf(text: string, cuts: readonly number[] = []): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(slicedBytes(text, cuts), "ollama")) lines.push(line);
  return lines;
}

it("lines are the same however their bytes are cut", async () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\n", " "));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(200)), async (lines, cuts) => {
      const expected = lines.filter((text) => text.trim() !== "");
      expect(await linesOf(lines.join("\n"), cuts)).toEqual(expected);
    }),
  );
});

it("blank lines are left out, and the last line needs no line break", async () => {
  expect(await linesOf('\n\r\n {"a":1}\r\n  \n{"b":2}')).toEqual([' {"a":1}\r', '{"b":2}']);
  expect(await linesOf("")).toEqual([]);
});

it("line that is too long is refused before it is whole", async () => {
  const text = "x".repeat(maxLineLength + 1);
  await expect(linesOf(`${text}\n`)).rejects.toMatchObject({ code: "upstream_error" });
  await expect(linesOf(text, [10, maxLineLength])).rejects.toThrow("one line has more than 1048576 characters");
  expect((await linesOf(text.slice(1))).map(({ length }) => length)).toEqual([maxLineLength]);
});
