/** Holds a tree of sources against the import table. Works on any tree, so that it can be shown to catch what it must. */
import { posix } from "node:path";
import { forbiddenNames, type ImportRow } from "./import-table.ts";
import { readImports } from "./read-imports.ts";

/** Path from `src/` → text. */
export type SourceTree = ReadonlyMap<string, string>;

/** What is wrong, one sentence each. */
export type Findings = readonly string[];

/** Imports that no row of the table allows. */
export function forbiddenImports(tree: SourceTree, table: readonly ImportRow[]): Findings {
  const findings: string[] = [];
  for (const [path, source] of tree) {
    const row = rowOf(path, table);
    if (row === undefined) {
      findings.push(`${path} belongs to no row of the table`);
      continue;
    }
    for (const { specifier } of readImports(source)) {
      const complaint = specifier.startsWith(".")
        ? wrongEdge(row, resolve(path, specifier), tree, table)
        : wrongPackage(row, specifier);
      if (complaint !== undefined) findings.push(`${path} ${complaint}`);
    }
  }
  return findings;
}

/** Imports inside a folder with layers that go up, or to a folder of the same layer. */
export function wrongOrder(
  tree: SourceTree,
  layers: Readonly<Record<string, readonly (readonly string[])[]>>,
): Findings {
  return Object.entries(layers).flatMap(([room, order]) => {
    const inRoom = (path: string): string | undefined => /^([^/]+)\//.exec(path.slice(room.length + 1))?.[1];
    const layerOf = (path: string): number => {
      const folder = inRoom(path);
      return folder === undefined ? order.length : order.findIndex((names) => names.includes(folder));
    };
    return [...tree].flatMap(([path, source]) => {
      if (!path.startsWith(`${room}/`)) return [];
      if (layerOf(path) === -1) return [`${path} is in no layer of ${room}`];
      return readImports(source)
        .filter(({ specifier }) => specifier.startsWith("."))
        .map(({ specifier }) => resolve(path, specifier))
        .filter((to) => to.startsWith(`${room}/`) && inRoom(to) !== inRoom(path) && layerOf(to) <= layerOf(path))
        .map((to) => `${path} imports ${to}, which is not below it`);
    });
  });
}

/** Circles of imports between files, those of types included, each as the files on its way. */
export function importCycles(tree: SourceTree): Findings {
  const findings: string[] = [];
  const settled = new Set<string>();

  function visit(path: string, way: readonly string[]): void {
    if (way.includes(path)) {
      findings.push([...way.slice(way.indexOf(path)), path].join(" → "));
      return;
    }
    if (settled.has(path)) return;
    for (const { specifier } of readImports(tree.get(path) ?? "")) {
      if (specifier.startsWith(".")) visit(resolve(path, specifier), [...way, path]);
    }
    settled.add(path);
  }
  for (const path of tree.keys()) visit(path, []);
  return findings;
}

/** Folders and files whose names say nothing of what is in them. */
export function emptyNames(tree: SourceTree): Findings {
  const named = (part: string): boolean => forbiddenNames.includes(part.replace(/(?:\.test)?\.ts$/, ""));
  return [...tree.keys()]
    .filter((path) => path.split("/").some(named))
    .map((path) => `${path} has a name that says nothing`);
}

/** The most special row: that of the file itself before that of its folder. */
function rowOf(path: string, table: readonly ImportRow[]): ImportRow | undefined {
  return table.find(({ from }) => from === path) ?? table.find(({ from }) => path.startsWith(`${from}/`));
}

function wrongEdge(row: ImportRow, to: string, tree: SourceTree, table: readonly ImportRow[]): string | undefined {
  if (!tree.has(to)) return `imports ${to}, which is not in src/`;
  const target = rowOf(to, table);
  if (target === undefined || target === row || row.mayImport.includes(target.from)) return undefined;
  return `imports ${to}: ${row.from} may not import ${target.from}`;
}

function wrongPackage(row: ImportRow, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) {
    return row.usesNode ? undefined : `imports ${specifier}: ${row.from} may not use Node`;
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return row.packages.includes(name) ? undefined : `imports ${specifier}: ${row.from} does not own this package`;
}

function resolve(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}
