/**
 * A taste analysis of any JSON shape as a few compact lines for the prompt: `genres: science fiction 0.8, drama`. The
 * same analysis always gives the same lines, so that the prompt's beginning stays cached from turn to turn.
 */
import { isRecord } from "../../core/is-record.ts";
import { toPlainLine } from "./plain-text.ts";

/** Characters, about 400 tokens. */
const maxLength = 1600;
const maxDepth = 4;
/** Of one list or object. */
const maxMembers = 24;
const maxTextLength = 120;
const maxKeyLength = 40;

/** Empty when the analysis says nothing. */
export function renderTaste(analysis: unknown): string {
  if (!isRecord(analysis)) return cutLine(renderValue(analysis, 0));
  const lines: string[] = [];
  let left = maxLength;
  for (const [key, value] of Object.entries(analysis).slice(0, maxMembers)) {
    const text = renderMember(key, value, 1);
    if (text === "") continue;
    if (left <= text.length) {
      // A line that is cut says more than none.
      if (left > maxKeyLength) lines.push(cutLine(text, left));
      break;
    }
    lines.push(text);
    left -= text.length + 1;
  }
  return lines.join("\n");
}

function renderMember(key: string, value: unknown, depth: number): string {
  const name = toPlainLine(key, maxKeyLength).replaceAll("_", " ");
  const text = renderValue(value, depth);
  return text === "" || name === "" ? text : `${name}: ${text}`;
}

function renderValue(value: unknown, depth: number): string {
  if (typeof value === "string") return toPlainLine(value, maxTextLength);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toFixed(2)));
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object" || value === null) return "";
  if (depth >= maxDepth) return "…";
  if (Array.isArray(value)) return joined(value, (entry) => inBrackets(entry, renderValue(entry, depth + 1)));
  return joined(Object.entries(value), ([key, member]) => inBrackets(member, renderScored(key, member, depth + 1)));
}

/** `{"drama": 0.8}` reads as `drama 0.8`, which is what scores look like everywhere. */
function renderScored(key: string, member: unknown, depth: number): string {
  if (typeof member !== "number") return renderMember(key, member, depth);
  return `${toPlainLine(key, maxKeyLength).replaceAll("_", " ")} ${renderValue(member, depth)}`;
}

function joined<Entry>(entries: readonly Entry[], render: (entry: Entry) => string): string {
  const texts = entries.slice(0, maxMembers).flatMap((entry) => render(entry) || []);
  return [...texts, ...(entries.length > maxMembers ? ["…"] : [])].join(", ");
}

/** Values with members are put in brackets. */
function inBrackets(value: unknown, text: string): string {
  return typeof value === "object" && value !== null && text.includes(",") ? `(${text})` : text;
}

function cutLine(text: string, length: number = maxLength): string {
  return toPlainLine(text, length);
}
