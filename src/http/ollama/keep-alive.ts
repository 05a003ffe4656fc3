import { z } from "zod";

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Longer is forever: timers count to 2³¹ milliseconds. */
const longestMs = 2 ** 31 - 1;

/** Seconds, or a duration of Go's such as `1h30m`; negative is forever. */
export const keepAliveField: z.ZodType<number | "forever" | null | undefined> = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const keptMs = typeof value === "number" ? value * 1_000 : readDuration(value.trim());
    if (keptMs === undefined) {
      context.addIssue({ code: "custom", message: 'seconds or a duration such as "5m", "1h30m" or "-1"' });
      return z.NEVER;
    }
    return keptMs < 0 || keptMs > longestMs ? "forever" : Math.round(keptMs);
  })
  .nullish()
  .describe("How long the model stays in memory once it is idle: seconds, or `5m`; negative: until it has to go.");

function readDuration(text: string): number | undefined {
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const parts = /^([+-]?)((?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (parts === null) return undefined;
  let sumMs = 0;
  for (const [, amount, unit = ""] of (parts[2] ?? "").matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    sumMs += Number(amount) * (unitsMs[unit] ?? 0);
  }
  return parts[1] === "-" ? -sumMs : sumMs;
}
