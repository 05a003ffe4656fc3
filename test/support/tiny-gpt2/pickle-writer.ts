/** The pieces of a pickle of protocol 2, as Python's pickler and `torch.save` put them together. */
export interface PickleWriter {
  /** A whole pickle of what `parts` leave on the stack. */
  whole(...parts: readonly Uint8Array[]): Buffer;
  readonly mark: Buffer;
  readonly none: Buffer;
  readonly false: Buffer;
  readonly true: Buffer;
  readonly emptyDict: Buffer;
  readonly emptyList: Buffer;
  readonly emptyTuple: Buffer;
  /** Takes what follows the last mark. */
  readonly tuple: Buffer;
  readonly appends: Buffer;
  readonly setItems: Buffer;
  /** Calls: takes a function and its arguments. */
  readonly reduce: Buffer;
  /** Takes the state of the object below it. */
  readonly build: Buffer;
  /** Takes a tuple that describes something outside of the pickle. */
  readonly persistent: Buffer;
  /** Takes a module's and a thing's name, as texts. */
  readonly stackGlobal: Buffer;
  readonly pop: Buffer;
  put(index: number): Buffer;
  get(index: number): Buffer;
  global(module: string, name: string): Buffer;
  /** Of 32 bits. */
  integer(value: number): Buffer;
  /** Least significant byte first, the highest bit being the sign. */
  long(digits: Uint8Array): Buffer;
  text(value: string): Buffer;
}

export const pickle: PickleWriter = {
  whole: (...parts) => Buffer.concat([bytes(0x80, 2), ...parts, bytes(0x2e)]),
  mark: bytes(0x28),
  none: bytes(0x4e),
  false: bytes(0x89),
  true: bytes(0x88),
  emptyDict: bytes(0x7d),
  emptyList: bytes(0x5d),
  emptyTuple: bytes(0x29),
  tuple: bytes(0x74),
  appends: bytes(0x65),
  setItems: bytes(0x75),
  reduce: bytes(0x52),
  build: bytes(0x62),
  persistent: bytes(0x51),
  stackGlobal: bytes(0x93),
  pop: bytes(0x30),
  put: (index) => bytes(0x71, index),
  get: (index) => bytes(0x68, index),
  global: (module, name) => Buffer.from(`c${module}\n${name}\n`, "latin1"),
  integer(value) {
    const operand = Buffer.alloc(4);
    operand.writeInt32LE(value);
    return Buffer.concat([bytes(0x4a), operand]);
  },
  long: (digits) => Buffer.concat([bytes(0x8a, digits.length), digits]),
  text(value) {
    const content = Buffer.from(value, "utf8");
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([bytes(0x58), length, content]);
  },
};

function bytes(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}
