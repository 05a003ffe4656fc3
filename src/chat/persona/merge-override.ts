import { parse } from "yaml";
import { ReparteeError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";
import type { Persona } from "./persona.ts";
import { readPersona } from "./read-persona.ts";

/**
 * A persona with some of its fields changed: maps are changed key by key, everything else is replaced.
 * @throws ReparteeError `invalid_request` that names what is wrong with the changed persona.
 */
export function mergeOverride(yaml: string, override: string): Persona {
  const changed: unknown = JSON.parse(override);
  const original: unknown = parse(yaml);
  const name = isRecord(original) ? original["name"] : undefined;
  const merged = merge(original, changed);
  const { value, problems } = readPersona(JSON.stringify(merged, null, 2));
  const [problem] = problems;
  if (value === undefined || value.name !== name) {
    const detail =
      problem === undefined
        ? "its name may not change"
        : `${problem.path === "" ? "" : `${problem.path}: `}${problem.message}`;
    throw new ReparteeError("invalid_request", `Cannot change persona "${String(name)}": ${detail}`, {
      ...(problem === undefined ? { param: "name" } : { param: problem.path }),
      hint: "Send only the fields that change, as docs/personas.md names them.",
    });
  }
  return value;
}

function merge(original: unknown, changed: unknown): unknown {
  if (!isRecord(original) || !isRecord(changed)) return changed;
  const merged = new Map(Object.entries(original));
  for (const [key, value] of Object.entries(changed)) merged.set(key, merge(merged.get(key), value));
  return Object.fromEntries(merged);
}
