import { readFileSync } from "node:fs";
import { isRecord } from "../core/is-record.ts";

/** The version in package.json, two folders up from here in `src/` as in `dist/`. */
export function packageVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const version = isRecord(parsed) ? parsed["version"] : undefined;
  if (typeof version !== "string") throw new TypeError("Cannot read package.json: found no version.");
  return version;
}
