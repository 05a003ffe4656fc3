import { describe, expect, it } from "vitest";
import { createStderrTail, stderrTailBytes } from "./stderr-tail.ts";

function tailOf(chunks: readonly (string | Buffer)[]): { text: string; lines: string[] } {
  const lines: string[] = [];
  const tail = createStderrTail((line) => lines.push(line));
  for (const chunk of chunks) tail.push(Buffer.from(chunk));
  return { text: tail.text(), lines };
}

describe("the tail of stderr", () => {
  it("is the last 8 KiB, whatever the chunks", () => {
    const all = Array.from({ length: 3000 }, (_, i) => `line ${i}\n`);
    for (const chunks of [all, [all.join("")]]) {
      const { text } = tailOf(chunks);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(stderrTailBytes);
      expect(all.join("").trim().endsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(stderrTailBytes - 12);
    }
  });

  it("cut inside a character begins with the next whole one", () => {
    const { text } = tailOf([`${"é".repeat(stderrTailBytes)}x`]);
    expect(text).toMatch(/^é+x$/);
  });

  it("passes lines on whole, blank ones not", () => {
    expect(tailOf(["fir", "st\n\n \nsec", "ond\r\nthird"]).lines).toEqual(["first", "second"]);
  });

  it("passes a line without end on in chunks, and keeps no more than 8 KiB of it", () => {
    const { lines, text } = tailOf(Array.from({ length: 100 }, () => "x".repeat(1000)));
    expect(lines.length).toBeGreaterThan(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(2048);
    expect(text).toHaveLength(stderrTailBytes);
  });
});
