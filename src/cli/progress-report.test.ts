import { describe, expect, it } from "vitest";
import { createProgressReport } from "./progress-report.ts";

function record(isTTY: boolean): {
  readonly written: string[];
  readonly stream: { isTTY: boolean; columns: number; write(text: string): void };
} {
  const written: string[] = [];
  return { written, stream: { isTTY, columns: 100, write: (text) => void written.push(text) } };
}

const at = (downloadedBytes: number): Parameters<ReturnType<typeof createProgressReport>["update"]>[0] => ({
  downloadedBytes,
  totalBytes: 1000,
  bytesPerSecond: 0,
  etaSeconds: null,
});

describe("progress report", () => {
  it("writes a line for every 5 % where there is no terminal", () => {
    const { written, stream } = record(false);
    const report = createProgressReport(stream);
    for (let bytes = 0; bytes <= 1000; bytes += 1) report.update(at(bytes));
    report.end();
    expect(written).toHaveLength(21);
    expect(written.at(0)).toBe("  0 %  0 B of 1 kB\n");
    expect(written.at(-1)).toBe("100 %  1 kB of 1 kB\n");
    expect(written.join("")).not.toContain("\u001b");
  });

  it("tells a leap once", () => {
    const { written, stream } = record(false);
    const report = createProgressReport(stream);
    for (const bytes of [0, 980, 981, 999, 1000, 1000]) report.update(at(bytes));
    expect(written.map((line) => line.slice(0, 5))).toEqual(["  0 %", " 98 %", "100 %"]);
  });

  it("writes over one line of a terminal, and takes it away at the end", () => {
    const { written, stream } = record(true);
    const report = createProgressReport(stream);
    for (const bytes of [0, 500, 1000]) report.update(at(bytes));
    report.end();
    expect(written).toHaveLength(4);
    expect(written.join("")).not.toContain("\n");
    expect(written.at(-1)).toBe("\r\u001b[K");
  });
});
