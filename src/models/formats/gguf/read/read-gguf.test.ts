import { createHook } from "node:async_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { ReparteeError } from "../../../../core/errors.ts";
import { encodeLength, encodeString, encodeTypeId } from "../write/metadata.ts";
import {
  arrayEntry,
  ggufBytes,
  ggufFields,
  smallModelDataBytes,
  smallModelEntries,
  textEntry,
  valueTypeIds,
  withField,
} from "../../../../../test/support/hostile-gguf/gguf-bytes.ts";
import type { GgufField } from "../../../../../test/support/hostile-gguf/gguf-bytes.ts";
import { hostileFiles } from "../../../../../test/support/hostile-gguf/hostile-files.ts";
import { createWatchedSource, type WatchedSource } from "../../../../../test/support/hostile-gguf/watched-source.ts";
import { bufferSource } from "./byte-source.ts";
import type { ByteSource } from "./byte-source.ts";
import { ggufLimits } from "./limits.ts";
import { readGguf } from "./read-gguf.ts";
import { readSplitPlace } from "./split-parts.ts";
import { summarizeGguf } from "./summarize-gguf.ts";

const MiB = 2 ** 20;
const windowBytes = 256 * 1024;

/** What is in use after a collection of garbage. */
function heldMemoryBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function largestSource(): WatchedSource {
  const entries = Array.from({ length: ggufLimits.metadataEntries }, (_, index) => textEntry(`test.${index}`, ""));
  const tensors = Array.from({ length: ggufLimits.tensors }, (_, index) => ({
    name: `blk.0.t${index}`,
    shape: [8],
    typeId: 0,
    offset: index * 32,
  }));
  return createWatchedSource(ggufBytes(ggufFields(entries, tensors), tensors.length * 32));
}

async function readModel(source: ByteSource): Promise<void> {
  const header = await readGguf(source);
  readSplitPlace(header, source.name);
  summarizeGguf(header, source.name);
}

async function refusalOf(source: ByteSource): Promise<ReparteeError> {
  try {
    await readModel(source);
  } catch (thrown) {
    if (thrown instanceof ReparteeError) return thrown;
    throw thrown;
  }
  throw new Error("The file was accepted");
}

describe("readGguf", () => {
  test("a valid file is read with all its values and tensors", async () => {
    const header = await readGguf(bufferSource(ggufBytes(ggufFields()), "small.gguf"));
    expect(header.version).toBe(3);
    expect(header.metadata.get("general.architecture")).toEqual({ kind: "text", byteLength: 5, value: "llama" });
    expect(header.metadata.get("test.flag")).toEqual({ kind: "bool", value: true });
    expect(header.metadata.get("test.seed")).toEqual({ kind: "number", value: 7 });
    expect(header.metadata.get("llama.attention.head_count_kv")).toEqual({
      kind: "array",
      of: "int32",
      length: 2,
      values: [2, 1],
    });
    expect(header.metadata.get("tokenizer.ggml.tokens")).toEqual({ kind: "array", of: "string", length: 64 });
    expect(header.tensors.map(({ name, offset }) => [name, offset])).toEqual([
      ["token_embd.weight", 0],
      ["blk.0.attn_q.weight", 4096],
      ["blk.0.ffn_up.weight", 8192],
    ]);
    expect(header.dataStart % 32).toBe(0);
    expect(header.sizeBytes - header.dataStart).toBe(smallModelDataBytes);
  });

  test("a file of version 2 is read", async () => {
    const bytes = ggufBytes(withField(ggufFields(), "version", encodeTypeId(2)));
    expect((await readGguf(bufferSource(bytes, "v2.gguf"))).version).toBe(2);
  });

  test.each(hostileFiles())("a hostile file is refused by the check for it: $name", async ({ check, bytes }) => {
    const source = createWatchedSource(bytes);
    const error = await refusalOf(source);
    expect(error.code).toBe("model_file_invalid");
    expect(error.facts["check"]).toBe(check);
    expect(error.facts).toHaveProperty("offset");
    expect(error.facts).toHaveProperty("found");
    expect(error.facts).toHaveProperty("allowed");
    expect(error.hint).toBeDefined();
    expect(source.largestRead).toBeLessThanOrEqual(windowBytes);
  });

  test("a message names file, what is wrong, where, found and allowed", async () => {
    const bytes = ggufBytes(withField(ggufFields(), "tensor-count", encodeLength(70_000)));
    const error = await refusalOf(bufferSource(bytes, "big.gguf"));
    expect(error.message).toBe(
      'Cannot use model file "big.gguf": tensor count at byte 8: expected at most 8192, got 70000',
    );
    expect(error.facts).toEqual({ check: "tensor-count", offset: 8, found: 70_000, allowed: "at most 8192" });
  });

  test("a web page in place of a model is called that", async () => {
    const error = await refusalOf(bufferSource(Buffer.from("<html><body>Sign in</body></html>"), "page.gguf"));
    expect(error.message).toContain("a web page");
  });

  test("a text of 16 MiB is passed over unread", async () => {
    const entries = [...smallModelEntries, textEntry("test.long", "x".repeat(ggufLimits.stringBytes))];
    const source = createWatchedSource(ggufBytes(ggufFields(entries)));
    const header = await readGguf(source);
    expect(header.metadata.get("test.long")).toEqual({ kind: "text", byteLength: ggufLimits.stringBytes });
    expect(source.readBytes).toBeLessThanOrEqual(2 * windowBytes);
  });

  test("a vocabulary of 128,256 tokens is passed over with one window held", async () => {
    const count = 128_256;
    const tokens = Buffer.concat(Array.from({ length: count }, (_, id) => encodeString(`token${id}`)));
    const entries = [...smallModelEntries, arrayEntry("test.tokens", valueTypeIds.string, count, tokens)];
    const source = createWatchedSource(ggufBytes(ggufFields(entries)));
    const startMs = performance.now();
    const header = await readGguf(source);
    console.info(`128,256 tokens: ${(performance.now() - startMs).toFixed(1)} ms`);
    expect(header.metadata.get("test.tokens")).toEqual({ kind: "array", of: "string", length: count });
    expect(source.largestRead).toBeLessThanOrEqual(windowBytes);
    expect(source.readBytes).toBeLessThan(tokens.length + 2 * windowBytes);
  });

  test("a million empty texts are walked over once and nothing of them is kept", async () => {
    const endless = arrayEntry("test.endless", valueTypeIds.string, ggufLimits.arrayElements, new Uint8Array());
    const fields = ggufFields([...smallModelEntries, endless], []);
    /* Zeros follow: empty texts, exactly as many as the array has. */
    const head = Buffer.concat(fields.map(({ bytes }) => bytes));
    const source = createWatchedSource(head, 2 ** 40);
    const header = await readGguf(source);
    expect(header.metadata.get("test.endless")).toEqual({
      kind: "array",
      of: "string",
      length: ggufLimits.arrayElements,
    });
    expect(source.readBytes).toBeLessThanOrEqual(8 * ggufLimits.arrayElements + 2 * windowBytes);
  });

  test("a header longer than its bound is given up however large the file", async () => {
    const elements = Buffer.alloc(8 * ggufLimits.arrayElements);
    const entries = ["test.one", "test.two", "test.three", "test.four", "test.five"].map((key) =>
      arrayEntry(key, valueTypeIds.float64, ggufLimits.arrayElements, elements),
    );
    const head = Buffer.concat(ggufFields([...smallModelEntries, ...entries]).map(({ bytes }) => bytes));
    const source = createWatchedSource(head, 2 ** 40);
    expect((await refusalOf(source)).facts["check"]).toBe("header-size");
    expect(source.readBytes).toBeLessThanOrEqual((entries.length + 1) * windowBytes);
  });

  test("keys that would fill the memory are given up at their bound", async () => {
    const longKey = (index: number): string => `${index}`.padEnd(ggufLimits.keyBytes, "k");
    const count = Math.ceil(ggufLimits.heldBytes / ggufLimits.keyBytes) + 1;
    const entries = Array.from({ length: count }, (_, index) => textEntry(longKey(index), ""));
    const error = await refusalOf(createWatchedSource(ggufBytes(ggufFields(entries))));
    expect(error.facts["check"]).toBe("held-size");
  });

  test("the most keys and tensors that are allowed hold less than 64 MiB", async () => {
    const source = largestSource();
    // What earlier tests left behind is let go of first.
    heldMemoryBytes();
    await new Promise((resolve) => setImmediate(resolve));
    const before = heldMemoryBytes();
    const startMs = performance.now();
    const header = await readGguf(source);
    const elapsedMs = performance.now() - startMs;
    const held = heldMemoryBytes() - before;
    console.info(`the most keys and tensors: ${elapsedMs.toFixed(1)} ms, ${(held / MiB).toFixed(1)} MiB held`);
    expect(header.tensors).toHaveLength(ggufLimits.tensors);
    expect(held).toBeGreaterThan(MiB);
    expect(held).toBeLessThan(64 * MiB);
    expect(source.largestRead).toBeLessThanOrEqual(windowBytes);
  });

  test("the largest headers that are allowed are read without a wait for each text, whatever they are filled with", async () => {
    const half = ggufLimits.arrayElements;
    const texts = (text: string): (readonly GgufField[])[] => {
      const body = Buffer.concat(Array.from({ length: half }, () => encodeString(text)));
      return ["one", "two", "three"].map((key) => arrayEntry(`test.${key}`, valueTypeIds.string, half, body));
    };
    for (const [name, entries] of Object.entries({ empty: texts(""), short: texts("x") })) {
      const bytes = ggufBytes(ggufFields([...smallModelEntries, ...entries]));
      const promises = await promisesMade(() => readGguf(bufferSource(bytes, "largest.gguf")));
      // Some for each window of the file; a wait for each text would be a promise for each of them.
      expect(promises, `${name} texts`).toBeLessThan(half / 10);
    }
  });

  test("a file that shrinks while it is read is refused", async () => {
    const bytes = ggufBytes(ggufFields());
    const source = { ...bufferSource(bytes.subarray(0, 100), "shrinking.gguf"), sizeBytes: bytes.length };
    expect((await refusalOf(source)).facts["check"]).toBe("truncated");
  });
});

/** How many promises are made while `work` runs: unlike its time, the same on every machine. */
async function promisesMade(work: () => Promise<unknown>): Promise<number> {
  let made = 0;
  const hook = createHook({ init: (_id, type) => void (made += type === "PROMISE" ? 1 : 0) }).enable();
  await work();
  hook.disable();
  return made;
}
