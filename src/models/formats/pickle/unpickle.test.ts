import { expect, test } from "vitest";

import { pickle } from "../../../../test/support/tiny-gpt2/pickle-writer.ts";
import { createSeededRandom } from "../../../testing/tiny-models/seeded-random.ts";
import { PickleError } from "./byte-cursor.ts";
import { torchWorld } from "./torch-world.ts";
import { type PickleWorld, unpickle } from "./unpickle.ts";

/** Gives out what it is asked for, so that a test sees what reaches the world. */
const openWorld: PickleWorld = {
  global: (module, name) => `<${module}.${name}>`,
  persistent: (id) => ({ persistent: id }),
  call: (callable, args) => ({ callable, args }),
};

function valueOf(bytes: Buffer, world: PickleWorld = openWorld): unknown {
  return unpickle(bytes, 0, world).value;
}

const mixed = new Map<string, unknown>([
  ["a", [1, -2, 300, 70_000, 1.5, true, false, null]],
  ["b", [["x"], "é", 2 ** 40]],
]);

/* `pickle.dumps({"a": [1, -2, 300, 70000, 1.5, True, False, None], "b": [("x",), "é", 2**40]}, protocol)` of CPython 3.11. */
test.each([
  [2, "7d71002858010000006171015d7102284b014afeffffff4d2c014a70110100473ff800000000000088894e65580100000062710"],
  [4, "9543000000000000007d94288c0161945d94284b014afeffffff4d2c014a70110100473ff800000000000088894e658c016294"],
])("a pickle of Python's own, protocol %i, comes out as it went in", (protocol, beginning) => {
  const ends = new Map([
    [2, "35d71042858010000007871058571065802000000c3a971078a0600000000000165752e"],
    [4, "5d94288c01789485948c02c3a9948a0600000000000165752e"],
  ]);
  const bytes = Buffer.from(`800${protocol}${beginning}${ends.get(protocol)}`, "hex");
  expect(unpickle(bytes, 0, openWorld)).toEqual({ value: mixed, end: bytes.length });
});

test("numbers, texts and containers come out as they went in", () => {
  const bytes = pickle.whole(
    pickle.emptyDict,
    pickle.put(0),
    pickle.mark,
    pickle.text("a"),
    pickle.emptyList,
    pickle.mark,
    pickle.integer(1),
    pickle.integer(-2),
    pickle.long(Uint8Array.of(0, 0, 0, 0, 0, 1)),
    pickle.long(Uint8Array.of(0xff)),
    pickle.long(new Uint8Array()),
    pickle.none,
    pickle.true,
    pickle.appends,
    pickle.text("é"),
    pickle.get(0),
    pickle.setItems,
  );
  const dict = valueOf(bytes) as Map<string, unknown>;
  expect(dict.get("a")).toEqual([1, -2, 2 ** 40, -1, 0, null, true]);
  expect(dict.get("é")).toBe(dict);
});

test("names, calls and outer references reach the world and nothing else", () => {
  const bytes = pickle.whole(
    pickle.text("os"),
    pickle.text("system"),
    pickle.stackGlobal,
    pickle.mark,
    pickle.text("id"),
    pickle.persistent,
    pickle.tuple,
    pickle.reduce,
  );
  expect(valueOf(bytes)).toEqual({ callable: "<os.system>", args: [{ persistent: "id" }] });
});

test.each([
  ["an object of a class (NEWOBJ)", [pickle.emptyTuple, pickle.emptyTuple, Buffer.of(0x81)], /0x81/],
  ["an object of a class (INST)", [pickle.mark, Buffer.from("ios\nsystem\n")], /0x69/],
  ["an object of a class (OBJ)", [pickle.mark, Buffer.of(0x6f)], /0x6f/],
  ["an extension's code", [Buffer.of(0x82, 1)], /0x82/],
  ["a later protocol", [Buffer.of(0x80, 9)], /protocol 9/],
  ["the state of no dict", [pickle.emptyList, pickle.emptyDict, pickle.build], /no dict/],
  ["more than was put on the stack", [pickle.pop], /takes more/],
  ["what is below a mark", [pickle.none, pickle.mark, pickle.pop], /takes more/],
  ["a mark that was never set", [pickle.tuple], /mark/],
  ["what was never remembered", [pickle.get(3)], /never remembered/],
  ["a key without a value", [pickle.emptyDict, pickle.mark, pickle.none, pickle.setItems], /no value/],
  ["items for no list", [pickle.none, pickle.mark, pickle.none, pickle.appends], /no list/],
  ["a huge number", [pickle.long(new Uint8Array(255).fill(1))], /255 bytes/],
  ["an endless name", [Buffer.from(`c${"a".repeat(5000)}`)], /longer than/],
])("a pickle that asks for %s is refused", (_, parts, message) => {
  expect(() => valueOf(pickle.whole(...parts))).toThrow(message);
});

test("a pickle that doubles its stack again and again is refused before memory is full", () => {
  const bytes = Buffer.concat([pickle.none, Buffer.alloc(1_100_000, 0x32)]);
  expect(() => valueOf(bytes)).toThrow(/without bound/);
});

test("a pickle that is cut off anywhere says so", () => {
  const bytes = pickle.whole(pickle.text("some text"), pickle.global("collections", "OrderedDict"), pickle.integer(7));
  for (let length = 0; length < bytes.length; length++) {
    expect(() => valueOf(bytes.subarray(0, length))).toThrow(expect.objectContaining({ isCutOff: true }));
  }
});

const torchStorage = [
  pickle.mark,
  pickle.text("storage"),
  pickle.global("torch", "FloatStorage"),
  pickle.text("0"),
  pickle.text("cpu"),
  pickle.integer(6),
  pickle.tuple,
  pickle.persistent,
];

function tensor(offset: number, shape: readonly number[], strides: readonly number[]): Buffer {
  const numbers = (values: readonly number[]): Buffer[] => [pickle.mark, ...values.map(pickle.integer), pickle.tuple];
  return pickle.whole(
    pickle.global("torch._utils", "_rebuild_tensor_v2"),
    pickle.mark,
    ...torchStorage,
    pickle.integer(offset),
    ...numbers(shape),
    ...numbers(strides),
    pickle.tuple,
    pickle.reduce,
  );
}

test("a tensor is its place in a storage", () => {
  const storage = { key: "0", elementType: "F32", elements: 6, firstElement: 0 };
  expect(valueOf(tensor(2, [2, 1, 2], [2, 77, 1]), torchWorld)).toEqual({ storage, offset: 2, shape: [2, 1, 2] });
});

test.each([
  ["reaches beyond its storage", tensor(1, [2, 3], [3, 1])],
  ["is not stored row after row", tensor(0, [2, 3], [1, 2])],
  ["has a shape unlike its strides", tensor(0, [2, 3], [1])],
  ["has no storage, place or shape", tensor(-1, [2], [1])],
  ["has no storage, place or shape", tensor(0, [2, -3], [3, 1])],
  ["has no storage, place or shape", tensor(0, Array<number>(9).fill(1), Array<number>(9).fill(1))],
])("a tensor that %s is refused", (reason, bytes) => {
  expect(() => valueOf(bytes, torchWorld)).toThrow(reason);
});

test("2,000 mutated pickles are read or refused, never anything else", () => {
  const random = createSeededRandom(11);
  const whole = (bytes: Buffer): Buffer => Buffer.concat([bytes, pickle.whole(pickle.none)]);
  const seeds = [tensor(2, [2, 2], [2, 1]), whole(tensor(0, [6], [1]))];
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(seeds[round % seeds.length] ?? "");
    for (let change = 0; change <= round % 5; change++) {
      bytes[Math.floor(random.uniform() * bytes.length)] = Math.floor(random.uniform() * 256);
    }
    try {
      unpickle(bytes, 0, torchWorld);
    } catch (error) {
      expect(error, `seed 11, round ${round}: ${bytes.toString("hex")}`).toBeInstanceOf(PickleError);
    }
  }
});
