import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/core/engine.ts";
import { silentLog } from "../../src/core/log.ts";
import { createEngine, engineIds } from "../../src/engines/registry.ts";
import { fakeCapabilities } from "../../src/testing/index.ts";
import { readImports } from "./read-imports.ts";
import { filesMatching, readRepositoryFile } from "./repository-files.ts";

const folders = [
  ...new Set(filesMatching(/^src\/engines\/[^/]+\//).map((path) => path.split("/")[2] ?? "")),
].toSorted();

test("every engine's folder is in the registry, and the other way round", () => {
  expect(folders).toEqual([...engineIds].toSorted());
});

describe.each(folders)("engine folder %s", (id) => {
  const file = (name: string): string => `src/engines/${id}/${name}`;
  const camel = id.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
  const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);

  test("has the files that every engine has", () => {
    const expected = ["capabilities.ts", "contract.test.ts", "engine.ts", "index.ts", "model.ts"].map(file);
    expect(filesMatching(/./).filter((path) => expected.includes(path))).toEqual(expected);
  });

  test("exports its capabilities and the function that creates it, under its own name", () => {
    const values = [...readRepositoryFile(file("index.ts")).matchAll(/^export (?!type\b)\{([^}]*)\} from/gm)]
      .flatMap(([, names = ""]) => names.split(","))
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "));
    expect(values.toSorted()).toEqual([`${camel}Capabilities`, `create${pascal}Engine`].toSorted());
  });

  test("gives its capabilities without loading anything", () => {
    expect(readImports(readRepositoryFile(file("capabilities.ts"))).filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  test("creates an engine of its name that says of every ability whether it has it, in the order of the docs", async () => {
    const engine: Engine = await createEngine(id, { log: silentLog });
    expect(engine.id).toBe(id);
    expect(Object.keys(engine.capabilities)).toEqual(Object.keys(fakeCapabilities));
  });

  test("gives a whole sentence as the reason for what it cannot do", async () => {
    const { capabilities } = await createEngine(id, { log: silentLog });
    const reasons = Object.values(capabilities).flatMap((support) => (support === true ? [] : [support.unsupported]));
    for (const reason of reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
  });
});
