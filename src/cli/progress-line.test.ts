import { describe, expect, it, test } from "vitest";
import { durationText, progressLine, progressWords, wholePercent } from "./progress-line.ts";

const third = { downloadedBytes: 600e6, totalBytes: 2e9, bytesPerSecond: 12e6, etaSeconds: 117 };

describe("progress line", () => {
  it("has a bar, the share, the bytes, the rate and the time left", () => {
    expect(progressLine(third, 120)).toBe(
      "[#########---------------------]   30 %  600 MB of 2.0 GB  12 MB/s  2 min left",
    );
  });

  it("is never wider than the terminal, whatever its width", () => {
    for (let columns = 0; columns <= 200; columns += 1) {
      expect(progressLine(third, columns).length).toBeLessThan(Math.max(1, columns));
    }
  });

  it("leaves the bar out where there is no room for one", () => {
    expect(progressLine(third, 50)).not.toContain("[");
    expect(progressLine(third, 50)).toContain("30 %");
  });

  it("says nothing of rate and time before they are known", () => {
    const unknown = { downloadedBytes: 0, totalBytes: 2e9, bytesPerSecond: 0, etaSeconds: null };
    expect(progressWords(unknown)).toBe("  0 %  0 B of 2.0 GB");
  });

  it("is full at the end, and not a byte before", () => {
    const last = { ...third, downloadedBytes: 2e9, etaSeconds: 0 };
    expect(progressLine(last, 120)).toContain(`[${"#".repeat(30)}]  100 %`);
    expect(wholePercent({ ...third, downloadedBytes: 2e9 - 1 })).toBe(99);
    expect(wholePercent({ ...third, downloadedBytes: 0, totalBytes: 0 })).toBe(100);
  });
});

test.each([
  [0.2, "1 s"],
  [59, "59 s"],
  [60, "1 min"],
  [89 * 60, "1 h 29 min"],
  [7200, "2 h"],
  [1e9, "more than 100 h"],
])("%d seconds read as %s", (seconds, text) => expect(durationText(seconds)).toBe(text));
