import { ReparteeError } from "../../core/errors.ts";
import { isRecord } from "../../core/is-record.ts";
import { readValue } from "../../schema/index.ts";
import { personaSchema, type Persona } from "./persona.ts";

/** Some 4,000 tokens: with more, no model of a usual window could answer, and every reply would be a written one. */
const maxOverrideCharacters = 16_384;

/**
 * A persona's file with some of its fields changed: objects are merged key by key, everything else is replaced.
 * @throws ReparteeError `invalid_request` that names the field at fault.
 */
export function mergeOverride(file: unknown, override: unknown): Persona {
  const name = isRecord(file) ? String(file["name"]) : "";
  const source = `Cannot change persona "${name}"`;
  const hint = "Send only the fields that change, as docs/personas.md names them.";
  const { length } = JSON.stringify(override);
  if (length > maxOverrideCharacters) {
    const message = `${source}: expected changes of at most ${maxOverrideCharacters} characters, got ${length}`;
    throw new ReparteeError("invalid_request", message, {
      hint: "A persona is part of every prompt: keep it short.",
    });
  }
  const merged = readValue(personaSchema, merge(file, override), { source, hint });
  if (merged.name !== name) {
    const message = `${source}: name: expected ${JSON.stringify(name)}, got ${JSON.stringify(merged.name)}`;
    throw new ReparteeError("invalid_request", message, { param: "name", hint });
  }
  return merged;
}

function merge(original: unknown, changed: unknown): unknown {
  if (!isRecord(original) || !isRecord(changed)) return changed;
  const merged = new Map(Object.entries(original));
  for (const [key, value] of Object.entries(changed)) merged.set(key, merge(merged.get(key), value));
  return Object.fromEntries(merged);
}
