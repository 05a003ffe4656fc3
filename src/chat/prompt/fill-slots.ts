/**
 * A text with its `{slots}` filled in. What is filled in is not looked at again: a user's `{text}` stays as it is.
 * @throws TypeError when a slot has no value, or a value no slot: a defect of the text.
 */
export function fillSlots(text: string, values: Readonly<Record<string, string>>): string {
  const filled = new Set<string>();
  const result = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`The prompt text has a slot {${name}} that nothing fills`);
    filled.add(name);
    return value;
  });
  const unused = Object.keys(values).find((name) => !filled.has(name));
  if (unused !== undefined) throw new TypeError(`The prompt text has no slot {${unused}}`);
  return result;
}
