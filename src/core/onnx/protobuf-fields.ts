/** Reads Protocol Buffers' wire format: a message as its fields, in their order. */
export interface ProtobufField {
  readonly number: number;
  /** Of a text, a list or a message: its bytes. Of a number: its bytes as they are written. */
  readonly content: Uint8Array;
  /** With its tag, as it is in the file. */
  readonly raw: Uint8Array;
}

/** @throws RangeError for bytes that are no message. */
export function readProtobufFields(message: Uint8Array): readonly ProtobufField[] {
  const fields: ProtobufField[] = [];
  let position = 0;

  function varint(): number {
    let value = 0;
    // Ten bytes of seven bits are the longest; above 2^53 no length and no tag is valid.
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[position];
      if (byte === undefined)
        throw new RangeError(`expected a message, got ${message.length} bytes that end within it`);
      position += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError(`expected a number of at most ten bytes at byte ${position}`);
  }

  while (position < message.length) {
    const start = position;
    const tag = varint();
    const contentStart = position;
    const { length, skipped } = contentLength(tag % 8, varint, () => position - contentStart);
    const end = contentStart + skipped + length;
    if (end > message.length)
      throw new RangeError(`expected ${end - start} bytes of a field, got ${message.length - start}`);
    fields.push({
      number: Math.floor(tag / 8),
      content: message.subarray(contentStart + skipped, end),
      raw: message.subarray(start, end),
    });
    position = end;
  }
  return fields;
}

function contentLength(
  wireType: number,
  varint: () => number,
  read: () => number,
): { readonly length: number; readonly skipped: number } {
  switch (wireType) {
    case 0:
      varint();
      return { length: read(), skipped: 0 };
    case 1:
      return { length: 8, skipped: 0 };
    case 2: {
      const length = varint();
      return { length, skipped: read() };
    }
    case 5:
      return { length: 4, skipped: 0 };
    default:
      throw new RangeError(`expected a wire type of 0, 1, 2 or 5, got ${wireType}`);
  }
}
