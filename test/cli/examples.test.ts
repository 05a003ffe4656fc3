import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const folder = new URL("../../examples/", import.meta.url);
const argv = process.argv;

/** What an example printed. */
let printed = "";
beforeEach(() => {
  printed = "";
  // An example takes its model from the command line, and `echo` or none without one.
  process.argv = argv.slice(0, 2);
  for (const name of ["log", "error"] as const) {
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => {
      printed += `${words.map((word) => (typeof word === "string" ? word : JSON.stringify(word))).join(" ")}\n`;
    });
  }
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
});

const expected: Readonly<Record<string, readonly RegExp[]>> = {
  "chat.ts": [/^Why is the sky blue\?\n/, /tokens by echo, complete: true/],
  "stream.ts": [/Tell me about the sea\.\nstop, first word after \d/],
  "models.ts": [/^main ready/m, /^parrot unloaded/m, /^Polly$/m],
  "listen.ts": [/^200 .*"content":"Hello!"/],
  "respond.ts": [/^\(\w+, 0\.30\)\n\S/, /^template: no_model_configured$/m],
  "errors.ts": [/^model_file_missing \| \S/, /^template \| model_\w+ \| \S/m],
  "recommend.ts": [/^\w.* \(\d{4}\), \d+ %: \w/m, /^by template: no_model_configured$/m],
  "dispose.ts": [/^Hello!\nHello!\n$/],
};

test("every example has an expectation here", () => {
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(expected).toSorted());
});

test.each(Object.entries(expected))("example %s runs and prints what it says", async (name, patterns) => {
  await import(new URL(name, folder).href);
  for (const pattern of patterns) expect(printed).toMatch(pattern);
});

test.each(Object.keys(expected))("example %s is short and imports the package by its name", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  expect(text.split("\n").length).toBeLessThan(30);
  expect(text).toMatch(/from "repartee";/);
  expect(text).not.toMatch(/from "\.|\.\/src/);
});
