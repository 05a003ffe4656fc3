import { isRecord } from "../../../core/is-record.ts";
import type { JsonValue } from "../../../core/json.ts";

/**
 * A call's head up to the first character of its arguments, in the order that nearly every model writes it. The name
 * is captured as raw JSON; names with escapes are read by `readWholeCall` instead.
 */
export const callHeadPattern: RegExp =
  /^\{\s*(?:"type"\s*:\s*"function"\s*,\s*)?(?:"function"\s*:\s*\{\s*)?"name"\s*:\s*"(?<name>[^"\\]+)"\s*,\s*"(?:arguments|parameters)"\s*:\s*\{$/;

/** Reads a complete object as a call, whatever the order of its keys; undefined when it is none. */
export function readWholeCall(text: string): { readonly name: string; readonly arguments: string } | undefined {
  const value = parseJson(text);
  const call = isRecord(value) && isRecord(value["function"]) ? value["function"] : value;
  // Command R calls it `tool_name`.
  const name = isRecord(call) ? (call["name"] ?? call["tool_name"]) : undefined;
  if (!isRecord(call) || typeof name !== "string") return undefined;
  const given = call["arguments"] ?? call["parameters"] ?? {};
  return { name, arguments: typeof given === "string" ? given : JSON.stringify(given) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
