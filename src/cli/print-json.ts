/** A value as indented JSON with the keys of settings and of HTTP: `sizeBytes` → `size_bytes`. */
export function printJson(value: unknown): string {
  return `${JSON.stringify(withSnakeCaseKeys(value), null, 2)}\n`;
}

function withSnakeCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSnakeCaseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snakeCase(key), withSnakeCaseKeys(item)]));
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
