/**
 * As much of Protocol Buffers' wire format as an ONNX file needs: a message is the concatenation of its fields
 * (https://protobuf.dev/programming-guides/encoding).
 */
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** A whole number of up to 53 bits; a negative one as the 64-bit two's complement that protobuf wants. */
export function integer(field: number, value: number): Buffer {
  return Buffer.concat([tag(field, VARINT), varint(BigInt.asUintN(64, BigInt(value)))]);
}

/** A 32-bit floating point number. */
export function float(field: number, value: number): Buffer {
  const written = Buffer.alloc(4);
  written.writeFloatLE(value);
  return Buffer.concat([tag(field, FIXED_32), written]);
}

export function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value, "utf8"));
}

export function bytes(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(BigInt(value.length)), value]);
}

/** A message inside another, made of its own fields. */
export function message(field: number, fields: readonly Uint8Array[]): Buffer {
  return bytes(field, Buffer.concat(fields));
}

/** A list of whole numbers in its packed form. */
export function integers(field: number, values: readonly number[]): Buffer {
  return bytes(field, Buffer.concat(values.map((value) => varint(BigInt.asUintN(64, BigInt(value))))));
}

function tag(field: number, wireType: number): Buffer {
  return varint(BigInt(field * 8 + wireType));
}

/** Seven bits a byte, the low ones first; the high bit says that more follow. */
function varint(value: bigint): Buffer {
  const parts: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    parts.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  parts.push(Number(rest));
  return Buffer.from(parts);
}
