import { expect, test } from "vitest";
import { readRepositoryFile } from "./repository-files.ts";

/** The oldest Node that package.json promises. */
const oldest: Version = [20, 19, 0];

type Version = readonly [major: number, minor: number, patch: number];

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly engines?: { readonly node?: string };
}

test("every package that users get runs on the oldest Node that is promised", () => {
  const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readRepositoryFile("package-lock.json"));
  const forUsers = Object.entries(lock.packages).filter(([path, { dev }]) => path !== "" && dev !== true);
  expect(forUsers.length).toBeGreaterThan(20);
  const refusing = forUsers.filter(([, { engines }]) => !admits(engines?.node ?? "*", oldest));
  expect(refusing.map(([path, { engines }]) => `${path} wants Node ${engines?.node}`)).toEqual([]);
});

test.each([
  ["*", true],
  [">=18", true],
  [">= 14.6", true],
  [">=20.19.0", true],
  [">=20.20", false],
  [">=22", false],
  ["^20.19.0 || >=22.12.0", true],
  ["^20.17.0 || >=22.9.0", true],
  ["^22.13.0 || >=24", false],
  ["^18 || ^20 || >= 21", true],
  ["6.* || 8.* || >= 10.*", true],
  [">= 10.x", true],
  [">=16 || 14 >=14.17", true],
  [">=18 <20", false],
  ["~20.19.0", true],
  ["20.18.x", false],
])("range %s admits the oldest Node: %s", (range, expected) => {
  expect(admits(range, oldest)).toBe(expected);
});

/** Whether a range of npm's grammar, as far as packages use it for `engines`, holds for a version. */
function admits(range: string, version: Version): boolean {
  return range
    .replaceAll(/(>=|<=|[<>^~=])\s+/g, "$1")
    .split("||")
    .some((all) =>
      all
        .trim()
        .split(/\s+/)
        .every((one) => admitsOne(one, version)),
    );
}

function admitsOne(comparator: string, version: Version): boolean {
  const match = /^(>=|<=|[<>^~=]?)v?(\d+|[x*])?(?:\.(\d+|[x*]))?(?:\.(\d+|[x*]))?$/.exec(comparator);
  if (match === null) throw new TypeError(`Cannot read the range ${comparator}`);
  const [, operator = "", ...parts] = match;
  const given = parts.map((part) => (part === undefined || /[x*]/.test(part) ? undefined : Number(part)));
  const bound: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0];
  switch (operator) {
    case ">=":
      return compare(version, bound) >= 0;
    case ">":
      return compare(version, bound) > 0;
    case "<":
      return compare(version, bound) < 0;
    case "<=":
      return compare(version, bound) <= 0;
    case "^":
      return compare(version, bound) >= 0 && version[0] === bound[0];
    case "~":
      return compare(version, bound) >= 0 && version[0] === bound[0] && version[1] === bound[1];
    default:
      return given.every((part, index) => part === undefined || part === version[index]);
  }
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
