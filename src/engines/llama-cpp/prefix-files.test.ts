import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPrefixFile, keepPrefix, restorePrefix, savePrefix } from "./prefix-files.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "repartee-prefix-files-"));
});

afterAll(() => rm(root, { recursive: true }));

const tokens = [1, 2, 3] as Token[];
const key = "0".repeat(32);

/** Its state in a file is the list of its tokens. */
function sequence(held: readonly Token[] = [], onLoad: () => unknown = () => {}): LlamaContextSequence {
  let contextTokens = [...held];
  const fake = {
    get contextTokens() {
      return contextTokens;
    },
    clearHistory: async () => void (contextTokens = []),
    saveStateToFile: async (path: string) => await writeFile(path, JSON.stringify(contextTokens)),
    async loadStateFromFile(path: string) {
      onLoad();
      contextTokens = JSON.parse(await readFile(path, "utf8"));
    },
  };
  return fake as unknown as LlamaContextSequence;
}

async function keep(folder: string, name = key, held: readonly Token[] = tokens): Promise<string> {
  const saving = await savePrefix(sequence(held), folder, held);
  if (saving === undefined) throw new Error("nothing was saved");
  await keepPrefix(saving, folder, name);
  const path = await findPrefixFile(folder, name);
  if (path === undefined) throw new Error("what was kept is missing");
  return path;
}

async function newFolder(): Promise<string> {
  return join(await mkdtemp(join(root, "cache-")), "prefixes");
}

test("what was kept is found by its key alone, and restored as often as it is needed", async () => {
  const folder = await newFolder();
  const path = await keep(folder);
  expect(await findPrefixFile(folder, "1".repeat(32))).toBeUndefined();
  for (let load = 0; load < 2; load += 1) {
    const target = sequence();
    expect(await restorePrefix(target, path, tokens)).toBe(true);
    expect(target.contextTokens).toEqual(tokens);
  }
  expect(await readdir(folder)).toHaveLength(1);
});

test("a sequence that holds more than the prefix is not saved", async () => {
  const folder = await newFolder();
  expect(await savePrefix(sequence([...tokens, 4 as Token]), folder, tokens)).toBeUndefined();
  await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a file has another name while it is restored: a process that ends over it never tries it again", async () => {
  const folder = await newFolder();
  const path = await keep(folder);
  let during: readonly string[] = [];
  await restorePrefix(
    sequence([], () => (during = readdirSync(folder))),
    path,
    tokens,
  );
  expect(during).toEqual([`${basename(path)}.restoring`]);
  expect(await findPrefixFile(folder, key)).toBe(path);
});

test("a file that cannot be restored, or holds something else, is removed, and the sequence is empty", async () => {
  const folder = await newFolder();
  const refusing = sequence([], () => {
    throw new Error("of another version");
  });
  await expect(restorePrefix(refusing, await keep(folder), tokens)).rejects.toThrow("of another version");
  expect(await readdir(folder)).toEqual([]);
  const target = sequence();
  expect(await restorePrefix(target, await keep(folder, key, [...tokens, 4 as Token]), tokens)).toBe(false);
  expect(target.contextTokens).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test("a damaged file is removed when it is looked for", async () => {
  const folder = await newFolder();
  await writeFile(await keep(folder), "[1,2,9]");
  expect(await findPrefixFile(folder, key)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test("the newest eight are kept, and what a killed process left is removed", async () => {
  const folder = await newFolder();
  const long = new Date(Date.now() - 24 * 60 * 60_000);
  const left = await savePrefix(sequence(tokens), folder, tokens);
  await utimes(left ?? "", long, long);
  const beingSaved = await savePrefix(sequence(tokens), folder, tokens);
  const keys = Array.from({ length: 10 }, (_, index) => String(index).repeat(32));
  for (const [index, one] of keys.entries()) {
    const path = await keep(folder, one);
    const at = new Date(long.getTime() + index * 1000);
    await utimes(path, at, at);
  }
  await keep(folder, "f".repeat(32));
  const names = await readdir(folder);
  expect(names.filter((name) => name.endsWith(".state")).map((name) => name[0])).toEqual([..."3456789f"]);
  expect(names.filter((name) => !name.endsWith(".state")).map((name) => join(folder, name))).toEqual([beingSaved]);
});
