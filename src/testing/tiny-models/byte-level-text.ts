/**
 * How a byte-level BPE vocabulary spells bytes: each of the 256 bytes is one visible character (GPT-2's table).
 * Printable Latin-1 bytes map to themselves; the others, in order, are the characters from U+0100 on,
 * so that a space is "Ġ" and a line feed "Ċ".
 */
const characterOfByte: readonly string[] = buildTable();

export function spellBytes(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => characterOfByte[byte] ?? "").join("");
}

export function spellText(text: string): string {
  return spellBytes(Buffer.from(text, "utf8"));
}

function buildTable(): string[] {
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : 0x100 + moved++));
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}
