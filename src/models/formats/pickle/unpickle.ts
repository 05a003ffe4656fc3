/**
 * Reads a pickle without running it. A pickle is a program for a stack machine that can call any Python function by
 * name; this machine builds numbers, texts, lists and dicts, and hands every name, call and outer reference to a
 * `PickleWorld`, which decides. What is not listed here is refused: so are all ways to make an object of a class.
 *
 * Opcodes: those of protocols 2 to 5 that the pickling of plain containers and tensors uses
 * (https://github.com/python/cpython/blob/main/Lib/pickletools.py).
 *
 * Limits keep time and memory proportional to the bytes read: each opcode costs a constant but for those that take a
 * part of the stack, and what they take was pushed before. Lists and dicts in the memo are shared, never copied.
 */
import { type ByteCursor, createByteCursor, PickleError } from "./byte-cursor.ts";

/** What a pickle may reach outside of itself. Each may throw a `PickleError`. */
export interface PickleWorld {
  /** The value for a Python name. */
  global(module: string, name: string): unknown;
  /** The value for an object that is kept outside of the pickle. */
  persistent(id: unknown): unknown;
  /** The value of calling what `global` gave. */
  call(callable: unknown, args: readonly unknown[]): unknown;
}

export interface Unpickled {
  /** `null`, a boolean, number, bigint, string, `Uint8Array`, array (list or tuple), `Map` (dict), or of the world. */
  readonly value: unknown;
  /** Where the next pickle of the buffer would begin. */
  readonly end: number;
}

const maxOperations = 4_000_000;
const maxStack = 1_000_000;
const maxMemo = 1_000_000;
const maxLongBytes = 32;
const maxProtocol = 5;

/** @throws PickleError */
export function unpickle(buffer: Buffer, start: number, world: PickleWorld): Unpickled {
  const cursor = createByteCursor(buffer, start);
  const machine: Machine = { cursor, world, stack: [], marks: [], memo: new Map() };
  for (let operations = 0; operations < maxOperations; operations++) {
    const opcode = cursor.byte();
    if (opcode === stop) {
      const value = pop(machine);
      return { value, end: cursor.position };
    }
    const operation = operationOf[opcode];
    if (operation === undefined)
      throw new PickleError(`it uses opcode 0x${opcode.toString(16)}, which plain data has no need of`);
    operation(machine);
    if (machine.stack.length > maxStack || machine.memo.size > maxMemo) throw new PickleError("it grows without bound");
  }
  throw new PickleError(`it has more than ${maxOperations} operations`);
}

interface Machine {
  readonly cursor: ByteCursor;
  readonly world: PickleWorld;
  readonly stack: unknown[];
  /** Heights of the stack at the marks that are still open. */
  readonly marks: number[];
  readonly memo: Map<number, unknown>;
}

const stop = 0x2e;

const operationOf: Readonly<Record<number, (machine: Machine) => void>> = {
  // PROTO
  0x80: ({ cursor }) => {
    const protocol = cursor.byte();
    if (protocol > maxProtocol) throw new PickleError(`it is of protocol ${protocol}, known are 2 to ${maxProtocol}`);
  },
  // FRAME: the frame's length is of no use to a reader that has the whole pickle in memory.
  0x95: ({ cursor }) => void cursor.bytes(8),

  // NONE, NEWTRUE, NEWFALSE
  0x4e: push(() => null),
  0x88: push(() => true),
  0x89: push(() => false),
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  0x4a: push((cursor) => cursor.signed32()),
  0x4b: push((cursor) => cursor.byte()),
  0x4d: push((cursor) => cursor.unsigned(2)),
  0x8a: push((cursor) => longOf(cursor.bytes(cursor.byte()))),
  0x47: push((cursor) => cursor.float64()),
  // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
  0x8c: push((cursor) => cursor.bytes(cursor.byte()).toString("utf8")),
  0x58: push((cursor) => cursor.bytes(cursor.unsigned(4)).toString("utf8")),
  0x8d: push((cursor) => cursor.bytes(cursor.unsigned(8)).toString("utf8")),
  // SHORT_BINSTRING, BINSTRING: texts of Python 2
  0x55: push((cursor) => cursor.bytes(cursor.byte()).toString("latin1")),
  0x54: push((cursor) => cursor.bytes(cursor.unsigned(4)).toString("latin1")),
  // SHORT_BINBYTES, BINBYTES, BINBYTES8
  0x43: push((cursor) => cursor.bytes(cursor.byte())),
  0x42: push((cursor) => cursor.bytes(cursor.unsigned(4))),
  0x8e: push((cursor) => cursor.bytes(cursor.unsigned(8))),
  // EMPTY_LIST, EMPTY_TUPLE, EMPTY_DICT
  0x5d: push(() => []),
  0x29: push(() => []),
  0x7d: push(() => new Map()),

  // MARK, POP, POP_MARK, DUP
  0x28: ({ stack, marks }) => void marks.push(stack.length),
  0x30: (machine) => void pop(machine),
  0x31: (machine) => void popToMark(machine),
  0x32: (machine) => {
    const value = pop(machine);
    machine.stack.push(value, value);
  },
  // TUPLE, TUPLE1, TUPLE2, TUPLE3, LIST
  0x74: (machine) => void machine.stack.push(popToMark(machine)),
  0x85: (machine) => void machine.stack.push(popMany(machine, 1)),
  0x86: (machine) => void machine.stack.push(popMany(machine, 2)),
  0x87: (machine) => void machine.stack.push(popMany(machine, 3)),
  0x6c: (machine) => void machine.stack.push(popToMark(machine)),
  // APPEND, APPENDS
  0x61: (machine) => append(machine, popMany(machine, 1)),
  0x65: (machine) => append(machine, popToMark(machine)),
  // SETITEM, SETITEMS
  0x73: (machine) => setItems(machine, popMany(machine, 2)),
  0x75: (machine) => setItems(machine, popToMark(machine)),

  // BINGET, LONG_BINGET, BINPUT, LONG_BINPUT, MEMOIZE
  0x68: (machine) => recall(machine, machine.cursor.byte()),
  0x6a: (machine) => recall(machine, machine.cursor.unsigned(4)),
  0x71: (machine) => remember(machine, machine.cursor.byte()),
  0x72: (machine) => remember(machine, machine.cursor.unsigned(4)),
  0x94: (machine) => remember(machine, machine.memo.size),

  // GLOBAL, STACK_GLOBAL
  0x63: ({ cursor, world, stack }) => {
    const module = cursor.line();
    stack.push(world.global(module, cursor.line()));
  },
  0x93: (machine) => {
    const [module, name] = popMany(machine, 2);
    if (typeof module !== "string" || typeof name !== "string") throw new PickleError("a name in it is no text");
    machine.stack.push(machine.world.global(module, name));
  },
  // BINPERSID
  0x51: (machine) => void machine.stack.push(machine.world.persistent(pop(machine))),
  // REDUCE
  0x52: (machine) => {
    const [callable, args] = popMany(machine, 2);
    if (!Array.isArray(args)) throw new PickleError("a call in it has no arguments");
    machine.stack.push(machine.world.call(callable, args));
  },
  // BUILD: attributes of a dict, such as PyTorch's `_metadata`, are of no use here; nothing else has any.
  0x62: (machine) => {
    pop(machine);
    if (!(top(machine) instanceof Map)) throw new PickleError("it sets the state of something that is no dict");
  },
};

function push(read: (cursor: ByteCursor) => unknown): (machine: Machine) => void {
  return ({ cursor, stack }) => void stack.push(read(cursor));
}

/** The lowest place that an operation may take from: what is below an open mark is out of reach. */
function floor({ marks }: Machine): number {
  return marks.at(-1) ?? 0;
}

function pop(machine: Machine): unknown {
  return popMany(machine, 1)[0];
}

function popMany(machine: Machine, count: number): unknown[] {
  const first = machine.stack.length - count;
  if (first < floor(machine)) throw new PickleError("it takes more from its stack than it put there");
  return machine.stack.splice(first);
}

function popToMark({ stack, marks }: Machine): unknown[] {
  const mark = marks.pop();
  if (mark === undefined) throw new PickleError("it goes back to a mark that it never set");
  return stack.splice(mark);
}

function top(machine: Machine): unknown {
  if (machine.stack.length <= floor(machine)) throw new PickleError("it looks for something on an empty stack");
  return machine.stack.at(-1);
}

function append(machine: Machine, items: readonly unknown[]): void {
  const list = top(machine);
  if (!Array.isArray(list)) throw new PickleError("it appends to something that is no list");
  for (const item of items) list.push(item);
}

function setItems(machine: Machine, items: readonly unknown[]): void {
  const dict = top(machine);
  if (!(dict instanceof Map)) throw new PickleError("it sets items of something that is no dict");
  if (items.length % 2 !== 0) throw new PickleError("a key in it has no value");
  for (let index = 0; index < items.length; index += 2) dict.set(items[index], items[index + 1]);
}

function recall({ memo, stack }: Machine, index: number): void {
  if (!memo.has(index)) throw new PickleError("it recalls something that it never remembered");
  stack.push(memo.get(index));
}

function remember(machine: Machine, index: number): void {
  machine.memo.set(index, top(machine));
}

/** A signed whole number, least significant byte first; a bigint only where a number is not exact. */
function longOf(bytes: Buffer): number | bigint {
  if (bytes.length > maxLongBytes) throw new PickleError(`a number in it has ${bytes.length} bytes`);
  let value = 0n;
  for (const byte of bytes.toReversed()) value = (value << 8n) | BigInt(byte);
  const signed = BigInt.asIntN(bytes.length * 8, value);
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}
