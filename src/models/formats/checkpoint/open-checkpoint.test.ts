import { writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ReparteeError } from "../../../core/errors.ts";
import { encodeSafetensors, safetensorsFile } from "../../../../test/support/tiny-gpt2/encode-safetensors.ts";
import { encodeTorchLegacy, torchLegacyFile } from "../../../../test/support/tiny-gpt2/encode-torch-legacy.ts";
import { encodeTorchZip, torchZipContents } from "../../../../test/support/tiny-gpt2/encode-torch-zip.ts";
import { encodeZip, type ZipContent } from "../../../../test/support/tiny-gpt2/encode-zip.ts";
import { pickle } from "../../../../test/support/tiny-gpt2/pickle-writer.ts";
import { pickleTensors } from "../../../../test/support/tiny-gpt2/pickle-tensors.ts";
import type { NamedTensor } from "../../../../test/support/tiny-gpt2/tiny-gpt2.ts";
import { createSeededRandom } from "../../../testing/tiny-models/seeded-random.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import { readWeights } from "./read-weights.ts";

const tensors: readonly NamedTensor[] = [
  { name: "one", shape: [2, 3], values: Float32Array.of(1, -2, 0.5, 0, 65_504, 2 ** -24) },
  { name: "two", shape: [], values: Float32Array.of(-10_000) },
  { name: "three", shape: [4], values: Float32Array.of(1, 2, 3, 4) },
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-checkpoint-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Every tensor of a file, as shape and weights. */
async function readAll(bytes: Uint8Array, name: string): Promise<Record<string, [readonly number[], number[]]>> {
  const path = join(folder, name);
  // Thousands of small files: each would cross to another thread and back.
  writeFileSync(path, bytes);
  await using checkpoint = await openCheckpoint(path, name);
  const read: Record<string, [readonly number[], number[]]> = {};
  for (const tensor of checkpoint.tensors.values()) {
    const count = tensor.shape.reduce((product, size) => product * size, 1);
    read[tensor.name] = [tensor.shape, [...(await readWeights(tensor, 0, count, name))]];
  }
  return read;
}

const expected = Object.fromEntries(tensors.map(({ name, shape, values }) => [name, [shape, [...values]]]));

describe("checkpoint", () => {
  test.each([
    ["safetensors of F32", encodeSafetensors(tensors, "F32"), "a.safetensors"],
    ["safetensors of F16", encodeSafetensors(tensors, "F16"), "a.safetensors"],
    ["a ZIP file of PyTorch's, F32", encodeTorchZip(tensors, "F32"), "a.bin"],
    ["a ZIP file of PyTorch's, F16", encodeTorchZip(tensors, "F16"), "a.bin"],
    ["a file of PyTorch's before 1.6, F32", encodeTorchLegacy(tensors, "F32"), "a.bin"],
    ["a file of PyTorch's before 1.6, F16", encodeTorchLegacy(tensors, "F16"), "a.bin"],
  ])("of the kind %s gives its tensors", async (_, bytes, name) => {
    expect(await readAll(bytes, name)).toEqual(expected);
  });

  test.each([{ zip64: true }, { compression: "deflated" }, { compression: "deflated", zip64: true }] as const)(
    "in a ZIP file written with %j gives its tensors",
    async (options) => {
      const model = pickleTensors(tensors, "F32", false);
      const storages = tensors.map(({ values }, index) => storage(model.keys[index] ?? "", values));
      expect(await readAll(encodeZip(torchZipContents(model.pickle, storages), options), "a.bin")).toEqual(expected);
    },
  );

  test("of BF16 gives its tensors", async () => {
    const header = JSON.stringify({ a: { dtype: "BF16", shape: [2], data_offsets: [0, 4] } });
    const file = safetensorsFile(header, [Uint8Array.of(0x80, 0x3f, 0x00, 0xc0)]);
    expect(await readAll(file, "a.safetensors")).toEqual({ a: [[2], [1, -2]] });
  });

  test("with weights of another kind, or no numbers, names the tensor", async () => {
    const header = (dtype: string): string => JSON.stringify({ odd: { dtype, shape: [1], data_offsets: [0, 4] } });
    const infinite = Uint8Array.of(0, 0, 0x80, 0x7f);
    await expect(readAll(safetensorsFile(header("I32"), [infinite]), "a.safetensors")).rejects.toThrow(/"odd".*"I32"/);
    await expect(readAll(safetensorsFile(header("F32"), [infinite]), "a.safetensors")).rejects.toThrow(/"odd".*finite/);
  });

  test("a tensor that starts inside of a deflated storage is found there, also when read backwards", async () => {
    const values = Float32Array.from({ length: 300_000 }, (_, index) => index);
    const model = pickleTensors([{ name: "big", shape: [values.length], values }], "F32", false);
    const contents = torchZipContents(model.pickle, [storage(model.keys[0] ?? "", values)]);
    const path = join(folder, "big.bin");
    writeFileSync(path, encodeZip(contents, { compression: "deflated" }));
    await using checkpoint = await openCheckpoint(path, "big.bin");
    const big = checkpoint.tensors.get("big");
    if (big === undefined) throw new Error("no tensor");
    for (const first of [299_990, 5, 150_000]) {
      expect([...(await readWeights(big, first, 3, "big.bin"))]).toEqual([first, first + 1, first + 2]);
    }
  });
});

function storage(key: string, values: Float32Array): ZipContent {
  return { name: `archive/data/${key}`, bytes: new Uint8Array(values.buffer) };
}

describe("safetensors", () => {
  const place = (begin: number, end: number, shape = [1]): unknown => ({
    dtype: "F32",
    shape,
    data_offsets: [begin, end],
  });
  const eight = [new Uint8Array(8)];

  test.each([
    ["overlap", { a: place(0, 4), b: place(2, 6) }, /"a" and "b" overlap/],
    ["lie outside of the file", { a: place(8, 12) }, /"a" lies at 8–12/],
    ["lie backwards", { a: place(4, 0) }, /"a" lies at 4–0/],
    ["have a shape unlike their place", { a: place(0, 4, [2]) }, /"a" needs 8 bytes/],
    [
      "have a shape of no numbers",
      { a: { dtype: "F32", shape: [-1], data_offsets: [0, 4] } },
      /"a": shape\[0\]: expected at least 0/,
    ],
    ["have no place", { a: { dtype: "F32", shape: [1] } }, /"a": data_offsets: expected .*, got nothing/],
    ["are nothing", { a: null }, /"a": expected an object, got null/],
  ])("whose tensors %s are refused", async (_, header, message) => {
    const refused = readAll(safetensorsFile(JSON.stringify(header), eight), "a.safetensors");
    await expect(refused).rejects.toMatchObject({
      code: "model_file_invalid",
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ["is no JSON", safetensorsFile("{", eight), /header: expected JSON/],
    ["is a list", safetensorsFile("[]", eight), /header: expected an object/],
    ["is longer than the file", Buffer.from("ffffff0000000000", "hex"), /claims 16777215 bytes/],
    ["is longer than the format allows", Buffer.from("ffffffffffffff7f", "hex"), /claims/],
    ["is cut off", Buffer.from("ff", "hex"), /8 bytes/],
  ])("whose header %s are refused", async (_, bytes, message) => {
    await expect(readAll(bytes, "a.safetensors")).rejects.toThrow(message);
  });
});

describe("hostile checkpoint", () => {
  const marker = (): string => join(folder, "executed");
  const command = (): Buffer => pickle.text(`touch ${marker()}`);
  const callOf = (name: Buffer): Buffer => Buffer.concat([name, pickle.mark, command(), pickle.tuple, pickle.reduce]);

  const attacks: readonly (readonly [string, () => Buffer, string])[] = [
    ["GLOBAL and REDUCE", () => pickle.whole(callOf(pickle.global("posix", "system"))), "posix.system"],
    [
      "STACK_GLOBAL and REDUCE",
      () => pickle.whole(callOf(Buffer.concat([pickle.text("os"), pickle.text("system"), pickle.stackGlobal]))),
      "os.system",
    ],
    [
      "a value that is hidden in the memo and dropped from the stack",
      () =>
        pickle.whole(
          callOf(pickle.global("builtins", "eval")),
          pickle.put(9),
          pickle.pop,
          pickle.emptyDict,
          pickle.mark,
          pickle.text("a"),
          pickle.get(9),
          pickle.setItems,
        ),
      "builtins.eval",
    ],
    [
      "a function of PyTorch's that unpickles bytes",
      () => pickle.whole(callOf(pickle.global("torch.storage", "_load_from_bytes"))),
      "torch.storage._load_from_bytes",
    ],
    ["a name without a call", () => pickle.whole(pickle.global("os", "system")), "os.system"],
    [
      "a name in an attribute's place",
      () => pickle.whole(pickle.global("torch", "__builtins__")),
      "torch.__builtins__",
    ],
    ["a name like an object's own", () => pickle.whole(pickle.global("", "constructor")), ".constructor"],
  ];

  const files: readonly (readonly [string, (model: Buffer) => Uint8Array])[] = [
    ["ZIP", (model) => encodeZip(torchZipContents(model, []))],
    ["older", (model) => torchLegacyFile(model, [], [])],
  ];

  test.each(files.flatMap(([kind, file]) => attacks.map((attack) => [kind, ...attack, file] as const)))(
    "in the %s format, with %s, is refused by name and nothing runs",
    async (_, __, model, name, file) => {
      await expect(readAll(file(model()), "pytorch_model.bin")).rejects.toMatchObject({
        code: "model_file_invalid",
        message: expect.stringContaining(`asks for "${name}"`),
        facts: { global: `"${name}"` },
      });
      expect(await readdir(folder)).not.toContain("executed");
    },
  );

  test("that attacks in one of the pickles before the model's is refused by name as well", async () => {
    const file = pickle.whole(callOf(pickle.global("posix", "system")));
    await expect(readAll(file, "pytorch_model.bin")).rejects.toThrow(/"posix\.system"/);
  });

  test.each([
    ["that is encrypted", (zip: Buffer) => zip.writeUInt16LE(1, directoryOf(zip) + 8), /encrypted/],
    ["that is packed in another way", (zip: Buffer) => zip.writeUInt16LE(12, directoryOf(zip) + 10), /method 12/],
    ["that lies outside of the file", (zip: Buffer) => zip.writeUInt32LE(2 ** 31, directoryOf(zip) + 42), /outside/],
    ["with another checksum", (zip: Buffer) => zip.writeUInt32LE(7, directoryOf(zip) + 16), /wrong checksum/],
    ["that is no entry", (zip: Buffer) => zip.writeUInt32LE(7, directoryOf(zip)), /breaks off after 0/],
    ["that is not where it should be", (zip: Buffer) => zip.writeUInt32LE(8, directoryOf(zip) + 42), /not where/],
  ])("whose ZIP directory names an entry %s is refused", async (_, change, message) => {
    const zip = Buffer.from(encodeTorchZip(tensors, "F32"));
    change(zip);
    await expect(readAll(zip, "pytorch_model.bin")).rejects.toThrow(message);
  });

  test("whose small entry claims to unpack to gigabytes takes neither memory nor time", async () => {
    const zip = Buffer.from(
      encodeZip([{ name: "a/data.pkl", bytes: Buffer.alloc(1000) }], { compression: "deflated" }),
    );
    zip.writeUInt32LE(4_000_000_000, directoryOf(zip) + 24);
    await expect(readAll(zip, "pytorch_model.bin")).rejects.toThrow(/at most/);
  });

  test("2,000 damaged files of each kind are read or refused, never anything else", async () => {
    const kinds = [
      ["a.safetensors", encodeSafetensors(tensors, "F16")],
      ["zip.bin", encodeTorchZip(tensors, "F16")],
      [
        "deflated.bin",
        encodeZip(torchZipContents(pickleTensors(tensors, "F16", false).pickle, []), { compression: "deflated" }),
      ],
      ["old.bin", encodeTorchLegacy(tensors, "F16")],
    ] as const;
    // Another seed in every run: many short runs see more than one long one.
    const seed = Date.now() % 2 ** 31;
    async function readDamaged([name, bytes]: (typeof kinds)[number]): Promise<void> {
      const random = createSeededRandom(seed);
      for (let round = 0; round < 2000; round++) {
        const damaged = damage(bytes, random.uniform, round);
        const error: unknown = await readAll(damaged, name).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error === undefined) continue;
        const isRefusal = error instanceof ReparteeError && error.code === "model_file_invalid";
        if (!isRefusal) throw new Error(`${name}, seed ${seed}, round ${round} is not refused`, { cause: error });
      }
    }
    await Promise.all(kinds.map(readDamaged));
  }, 120_000);
});

/** Where the directory begins: its place is the second last number of the file's end. */
function directoryOf(zip: Buffer): number {
  return zip.readUInt32LE(zip.length - 6);
}

/** Some bytes changed, or cut off, or something in between left out. */
function damage(bytes: Uint8Array, uniform: () => number, round: number): Buffer {
  const damaged = Buffer.from(bytes);
  const place = (): number => Math.floor(uniform() * damaged.length);
  if (round % 10 === 0) return damaged.subarray(0, place());
  if (round % 10 === 1) {
    const start = place();
    return Buffer.concat([damaged.subarray(0, start), damaged.subarray(start + Math.floor(uniform() * 40))]);
  }
  for (let change = 0; change <= round % 4; change++) damaged[place()] = Math.floor(uniform() * 256);
  return damaged;
}
