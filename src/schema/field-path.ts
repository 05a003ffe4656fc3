/** Where a value is inside another: `["messages", 0, "content"]`. */
export type FieldPath = readonly PropertyKey[];

/** Keys come from outside and may be long. */
const longestPath = 200;

/** `["messages", 0, "content"]` → `messages[0].content`; empty for the value itself. */
export function writePath(path: FieldPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else text += text === "" ? String(part) : `.${String(part)}`;
  }
  return text.slice(0, longestPath);
}

/** Undefined where there is no such value. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined;
  }
  return value;
}
