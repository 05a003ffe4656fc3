import { expect, test } from "vitest";
import { readImports } from "./read-imports.ts";

const specifiers = (source: string): readonly string[] => readImports(source).map(({ specifier }) => specifier);

test.each([
  ['import { a } from "./a.ts";', "./a.ts", false],
  ["import a from './a.ts'", "./a.ts", false],
  ['import * as a from "./a.ts";', "./a.ts", false],
  ['import "./a.ts";', "./a.ts", false],
  ['import {\n  a,\n  // from "./comment.ts"\n  b,\n} from "./a.ts";', "./a.ts", false],
  ['import { type A } from "./a.ts";', "./a.ts", false],
  ['import type { A } from "./a.ts";', "./a.ts", true],
  ['import type from "./a.ts";', "./a.ts", false],
  ['const a = await import("./a.ts");', "./a.ts", false],
  ['type A = import("./a.ts").A;', "./a.ts", false],
  ['export { a } from "./a.ts";', "./a.ts", false],
  ['export type { A } from "./a.ts";', "./a.ts", true],
  ['export * from "./a.ts";', "./a.ts", false],
  ['export * as a from "./a.ts";', "./a.ts", false],
  ['const a = `${`}${"{"}`}` + `x`; import("./a.ts");', "./a.ts", false],
  ['const a = b / 2; import("./a.ts"); const c = 1 / 2;', "./a.ts", false],
])("import is found in %j", (source, specifier, typeOnly) => {
  expect(readImports(source)).toEqual([{ specifier, typeOnly }]);
});

test.each([
  '// import "./a.ts";',
  '/* import "./a.ts"; */',
  "const text = 'import \"./a.ts\"';",
  'const text = `import "./a.ts"`;',
  'const pattern = /import "a"/;',
  'const pattern = /[/"]import "a"/u;',
  "const url = import.meta.url;",
  'const a = { import: "./a.ts" };',
  'loader.import("./a.ts");',
  'export const from = "./a.ts";',
  'export { a }; const from = "./a.ts";',
])("no import is found in %j", (source) => {
  expect(specifiers(source)).toEqual([]);
});

test("import of what is no plain text is refused", () => {
  expect(() => readImports("import(name)")).toThrow(/no plain text/);
});
