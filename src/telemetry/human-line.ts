/** A log line in the form for people: `12:34:56 warn  model exited  model=llama reason="runner crashed"`. */

const colours: Readonly<Record<string, string>> = {
  debug: "\u001b[2m",
  info: "\u001b[36m",
  warn: "\u001b[33m",
  error: "\u001b[31m",
};
const colourEnd = "\u001b[0m";

/** @param line One JSON object as pino writes it. */
export function humanLine(line: string, isColoured: boolean): string {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== "object" || parsed === null) return line;
  const fields = new Map<string, unknown>(Object.entries(parsed));
  const take = (name: string): string => {
    const value = fields.get(name);
    fields.delete(name);
    return typeof value === "string" ? value : "";
  };
  const [time, level, message] = [take("time"), take("level"), take("msg")];
  const clock = new Date(time).toLocaleTimeString("en-GB");
  const label = level.padEnd(5);
  const start = isColoured ? (colours[level] ?? "") : "";
  const end = start === "" ? "" : colourEnd;
  const facts = [...fields].flatMap(([name, value]) => fact(name, value));
  return `${clock} ${start}${label}${end} ${printable(message)}${facts.length === 0 ? "" : `  ${facts.join(" ")}`}\n`;
}

/** `name=value`; groups become `name.inner=value`, stacks are on lines of their own. */
function fact(name: string, value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (name.endsWith("stack") && typeof value === "string") return [`\n${value.split("\n").map(printable).join("\n")}`];
  if (typeof value === "object" && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([inner, innerValue]) => fact(`${name}.${inner}`, innerValue));
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return [`${name}=${/^[\w./:@+-]+$/.test(text) ? text : JSON.stringify(text)}`];
}

/** Without control characters, which a terminal would obey. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
}
