import { describe, expect, test } from "vitest";
import { filesMatching, isGitCheckout, readRepositoryFile, repositoryFiles } from "./repository-files.ts";

const maxLines = 400;
const code = filesMatching(/\.(?:ts|mts|mjs|sh)$|^\.ci\//);

interface Manifest {
  readonly type?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
type LockedPackage = Partial<Manifest> & { readonly optionalDependencies?: Readonly<Record<string, string>> };

const manifest: Manifest = JSON.parse(readRepositoryFile("package.json"));

test(`no file of code is longer than ${maxLines} lines`, () => {
  expect(code.length).toBeGreaterThan(100);
  expect(code.filter((path) => readRepositoryFile(path).split("\n").length > maxLines + 1)).toEqual([]);
});

test.skipIf(!isGitCheckout)("nothing that is made by a command is kept in the repository (skipped outside git)", () => {
  const made =
    /(?:^|\/)(?:node_modules|dist|coverage|\.cache)\/|\.(?:gguf|part|log|tgz|tsbuildinfo)$|(?:^|\/)\.env(?:\.(?!example)|$)/;
  expect(repositoryFiles.filter((path) => made.test(path))).toEqual([]);
});

describe("package.json", () => {
  test("is of ES modules, for Node 20.19 and newer", () => {
    expect(manifest.type).toBe("module");
    expect(manifest.engines).toEqual({ node: ">=20.19.0" });
  });

  test("has scripts that mean the same to every shell", () => {
    // `&&` does, to `sh` and to Windows' `cmd`; other signs of a shell do not.
    const particular = /[|;$`'<>*~%]|(?<!&)&(?!&)|\b(?:rm|cp|mv|mkdir|cat|export|set)\b|^\w+=/;
    const scripts = Object.entries(manifest.scripts).filter(([, command]) => particular.test(command));
    expect(scripts).toEqual([]);
  });

  test("is described by docs/decisions/packages.md, package by package", () => {
    const page = readRepositoryFile("docs/decisions/packages.md");
    const rows = [...page.matchAll(/^\| (`[^|]*`) +\|/gm)].flatMap(([, names = ""]) => names.split(/[`, ]+/));
    const installed = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(rows.filter((name) => name !== "").toSorted()).toEqual(installed.toSorted());
  });
});

describe("package-lock.json", () => {
  const text = readRepositoryFile("package-lock.json");
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(text);

  test("belongs to package.json", () => {
    expect(lock.packages[""]?.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages[""]?.devDependencies).toEqual(manifest.devDependencies);
  });

  test("names the packages of every platform", () => {
    const wanted = Object.values(lock.packages).flatMap(({ optionalDependencies }) =>
      Object.keys(optionalDependencies ?? {}),
    );
    const named = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, "")));
    expect(wanted.length).toBeGreaterThan(50);
    expect(wanted.filter((name) => !named.has(name))).toEqual([]);
  });

  test("names no host that packages were fetched from", () => {
    expect(text).not.toMatch(/"resolved"|https?:\/\/[^"]*\.tgz/);
  });
});

describe("texts", () => {
  const texts = filesMatching(/\.(?:ts|mts|mjs|js|json|md|ya?ml|sh|txt)$|^\.(?:ci\/|npmrc|gitignore|env)/);
  const findings = (pattern: RegExp, but: RegExp = /^$/): readonly string[] =>
    texts
      .filter((path) => !but.test(path))
      .flatMap((path) => [...readRepositoryFile(path).matchAll(pattern)].map(([found]) => `${path}: ${found}`));

  test("name no folder of somebody's machine", () => {
    expect(findings(/(?<![\w.])\/(?:home|Users|root|work)\/\w+|\b[A-Z]:\\+Users\\+\w+/g)).toEqual([]);
  });

  test("name no registry", () => {
    expect(
      findings(/https?:\/\/[^\s"'`)]*(?:registry|artifactory|nexus|verdaccio)[^\s"'`)]*|^\s*registry\s*=.*/gim),
    ).toEqual([]);
  });

  test("hold no secret", () => {
    const secret =
      /\b(?:hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{32,}|gh[pousr]_[A-Za-z0-9]{36,}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16})\b|-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
    expect(findings(secret)).toEqual([]);
  });
});
