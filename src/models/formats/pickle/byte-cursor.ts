/** Reads the operands of a pickle, which are little-endian but for floats. */
export interface ByteCursor {
  /** Of the next byte, from the start of the buffer. */
  readonly position: number;
  byte(): number;
  /** An unsigned whole number of 2, 4 or 8 bytes. */
  unsigned(size: 2 | 4 | 8): number;
  signed32(): number;
  float64(): number;
  bytes(length: number): Buffer;
  /** Latin-1 text up to a line feed, which is taken as well. */
  line(): string;
}

/** A pickle that is refused. `isCutOff`: it may be fine if more of the file were at hand. */
export class PickleError extends Error {
  override readonly name = "PickleError";
  readonly isCutOff: boolean;
  /** The name that the pickle asked for and does not get. */
  readonly global: string | undefined;

  constructor(message: string, { isCutOff = false, global }: { isCutOff?: boolean; global?: string } = {}) {
    super(message);
    this.isCutOff = isCutOff;
    this.global = global;
  }
}

const maxLineBytes = 1000;

/** @param start where the first byte is read. Reading past the end throws a `PickleError` that is cut off. */
export function createByteCursor(buffer: Buffer, start: number): ByteCursor {
  let position = start;

  function advance(length: number): number {
    const at = position;
    if (!Number.isSafeInteger(length) || at + length > buffer.length) {
      throw new PickleError("it breaks off in the middle", { isCutOff: true });
    }
    position += length;
    return at;
  }

  return {
    get position() {
      return position;
    },
    byte: () => buffer.readUInt8(advance(1)),
    unsigned(size) {
      const at = advance(size);
      return size === 8 ? Number(buffer.readBigUInt64LE(at)) : buffer.readUIntLE(at, size);
    },
    signed32: () => buffer.readInt32LE(advance(4)),
    float64: () => buffer.readDoubleBE(advance(8)),
    bytes(length) {
      const at = advance(length);
      return buffer.subarray(at, at + length);
    },
    line() {
      const end = buffer.subarray(position, position + maxLineBytes).indexOf(0x0a);
      if (end !== -1) return buffer.toString("latin1", advance(end + 1), position - 1);
      if (position + maxLineBytes > buffer.length) throw new PickleError("it breaks off in a name", { isCutOff: true });
      throw new PickleError(`a name in it is longer than ${maxLineBytes} bytes`);
    },
  };
}
