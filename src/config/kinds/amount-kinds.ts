/** Sizes and durations that people write with a unit. */
import { z } from "zod";
import { parseBytes } from "../../core/byte-size.ts";
import type { Auto } from "./load-kinds.ts";
import { kind, type ValueKind } from "./value-kind.ts";

const size = "a number of bytes, a size such as 8GB or 1.5GiB, or auto";

/** Bytes as a number or with a unit, or auto. */
export const byteSizeOrAuto: ValueKind<Auto<number>> = kind(
  size,
  z.union(
    [
      z.literal("auto"),
      z.preprocess(
        (value) => (typeof value === "string" ? parseBytes(value) : value),
        z.int({ error: size }).positive({ error: size }),
      ),
    ],
    { error: size },
  ),
  { placeholder: "SIZE" },
);

const duration = "a duration such as 5m, or seconds; -1 for ever";

/** A number of seconds, or numbers with units as Go writes durations. */
export const ollamaKeepAlive: ValueKind<string | number> = kind(
  duration,
  z.union([z.int(), z.string().regex(/^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/, { error: duration })], {
    error: duration,
  }),
  { placeholder: "DURATION", fromText: (given) => (/^-?\d{1,15}$/.test(given.trim()) ? Number(given) : given.trim()) },
);
