/** The kind of sizes that people write with a unit: `8GB`. */
import { parseBytes } from "../core/byte-size.ts";
import type { Auto } from "./config.ts";
import type { ValueKind } from "./value-kinds.ts";
import { wrongValue } from "./wrong-value.ts";

/** Bytes as a number or with a unit, or auto. */
export function byteSizeOrAuto(): ValueKind<Auto<number>> {
  const wished = "a number of bytes, a size such as 8GB or 1.5GiB, or auto";
  return {
    wished,
    placeholder: "SIZE",
    fromText: (given) => given.trim(),
    read(value, place) {
      if (value === "auto") return "auto";
      const bytes = typeof value === "string" ? parseBytes(value) : value;
      if (!Number.isSafeInteger(bytes) || Number(bytes) <= 0) throw wrongValue(place, value, wished);
      return Number(bytes);
    },
  };
}
