/** How far a conversion is, in the form of a download's report: a bar on a terminal, a line for every tenth elsewhere. */
import { createStatusLine } from "./status-line.ts";
import type { ProgressStream } from "./progress-report.ts";

export interface ConversionReport {
  /** 0–1; 1 alone means that there was nothing to do. */
  show(fraction: number): void;
  /** Takes the line away. */
  end(): void;
}

const barWidth = 30;

export function createConversionReport(stream: ProgressStream): ConversionReport {
  const status = createStatusLine(stream);
  let shownTenths = -1;
  return {
    show(fraction) {
      if (fraction === 1 && shownTenths === -1) return;
      const percent = Math.floor(fraction * 100);
      const words = `Converting ${String(percent).padStart(3)} %`;
      const filled = Math.floor(fraction * barWidth);
      status.show(`[${"#".repeat(filled)}${"-".repeat(barWidth - filled)}]  ${words}`);
      const tenths = Math.floor(fraction * 10);
      if (tenths === shownTenths) return;
      shownTenths = tenths;
      if (stream.isTTY !== true) stream.write(`${words}\n`);
    },
    end: () => status.clear(),
  };
}
