import { expect, it } from "vitest";
import { stoppedText } from "./pull.ts";

const half = { downloadedBytes: 5, totalBytes: 10, bytesPerSecond: 1, etaSeconds: 5 };

it.each([
  [undefined, "Stopped. Start again with: repartee pull tiny\n"],
  [half, "Stopped at 50 %; what has arrived is kept. Continue with: repartee pull tiny\n"],
  [
    { ...half, phase: "downloading-package", package: "llm-tiny==1.0" } as const,
    "Stopped at 50 %; a package is fetched from its beginning. Start again with: repartee pull tiny\n",
  ],
])("says of a pull that was stopped what the same command does: %j", (last, text) => {
  expect(stoppedText("tiny", undefined, last)).toBe(text);
});
