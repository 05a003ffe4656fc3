import { expect, test } from "vitest";
import { codeLinesOf } from "./markdown.ts";
import { readRepositoryFile } from "./repository-files.ts";

/** Lines that a reader sees without scrolling. */
const firstScreen = 40;
const readme = readRepositoryFile("README.md");
const commands = codeLinesOf(readme, ["sh", "bash", "console"]).map((line) => line.replace(/\s+#.*$/, ""));

test("README's first screen names the command that starts it and the one that tests it", () => {
  const screen = readme.split("\n").slice(0, firstScreen).join("\n");
  expect(screen).toMatch(/\bnpm start\b/);
  expect(screen).toMatch(/\bnpm test\b/);
});

test("README shows the commands as they are typed", () => {
  expect(commands.filter((line) => line.startsWith("npm start"))).not.toEqual([]);
  expect(commands).toContain("npm test");
});

test(".ci/run runs the README's test command, the same on real weights, the page in a browser, several servers, and then the checks", () => {
  const lines = readRepositoryFile(".ci/run").split("\n");
  expect(lines[0]).toBe("#!/usr/bin/env bash");
  expect(lines).toContain("set -euo pipefail");
  expect(lines.filter((line) => line.startsWith("npm "))).toEqual([
    "npm test",
    "npm run test:real",
    "npm run test:browser",
    "npm run test:replicas",
    "npm run check",
  ]);
});
