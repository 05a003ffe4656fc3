/** `<0xE2>` → [0xE2]: how SentencePiece vocabularies write their 256 byte tokens. */
export function hexByte(entry: string): readonly number[] | undefined {
  const match = /^<0x([0-9A-Fa-f]{2})>$/.exec(entry);
  return match?.[1] === undefined ? undefined : [Number.parseInt(match[1], 16)];
}

/**
 * GPT-2's byte-level alphabet: printable Latin-1 maps to itself, the other 68 bytes are the characters from
 * U+0100 on, in order (Radford et al. 2019, `bytes_to_unicode`).
 */
const byteOfCharacter: ReadonlyMap<string, number> = new Map(
  (() => {
    const isPrintable = (byte: number): boolean =>
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    let shifted = 0x100;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCharCode(isPrintable(byte) ? byte : shifted++),
      byte,
    ]);
  })(),
);

/** The bytes of a byte-level BPE token; undefined where the entry is not spelled in that alphabet. */
export function byteLevelBytes(entry: string): readonly number[] | undefined {
  const bytes: number[] = [];
  for (const character of entry) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  return bytes;
}
