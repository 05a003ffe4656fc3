import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRandomLlama } from "repartee/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";

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
  "models.ts": [/^template ready/m, /^parrot unloaded/m, /^Polly$/m, /^template unloaded$/m, /^parrot is in memory/m],
  "taste-chat.ts": [/Solaris|Stalker/, /^template: no_model_configured$/m],
  "preferences.ts": [
    /^liked Seven Samurai\nseen Toy Story\n/,
    /^nearest: Seven Samurai, 0\.\d\d$/m,
    /^removed: true$/m,
  ],
  "conversations.ts": [
    /^first, with ollie\nuser \(happy\): I am so happy/,
    /^assistant \(\w+\): \S/m,
    /, worsening\nexported 1 conversation\ndeleted .*"messages":4/,
  ],
  "embed.ts": [/^-?\d\.\d\d A movie on the ocean\.$/m, /^{.*" sad"/m],
  "listen.ts": [/^200 .*"content":"Hello!"/],
  "respond.ts": [/^\(\w+, 0\.30\)\n\S/, /^template: no_model_configured$/m],
  "errors.ts": [/^model_file_missing \| \S/, /^template \| model_\w+ \| \S/m],
  "recommend.ts": [/^\w.* \(\d{4}\), \d+ %: \w/m, /^by template: no_model_configured$/m],
  "dispose.ts": [/^Hello!\nHello!\n$/],
};

/** Examples that have nothing to show without a model. */
const needModel: readonly string[] = ["embed.ts"];
let modelFolder = "";
beforeAll(async () => {
  modelFolder = await mkdtemp(join(tmpdir(), "repartee-examples-"));
  await writeRandomLlama(join(modelFolder, "tiny.gguf"), { seed: 1 });
});
afterAll(() => rm(modelFolder, { recursive: true, force: true }));

test("every example has an expectation here", () => {
  // The avatar's page is tried in a browser.
  const programs = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  expect(programs.toSorted()).toEqual(Object.keys(expected).toSorted());
});

test.each(Object.entries(expected))("example %s runs and prints what it says", async (name, patterns) => {
  if (needModel.includes(name)) process.argv.push(join(modelFolder, "tiny.gguf"));
  await import(new URL(name, folder).href);
  for (const pattern of patterns) expect(printed).toMatch(pattern);
});

test.each(Object.keys(expected))("example %s is short and imports the package by its name", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  expect(text.split("\n").length).toBeLessThan(30);
  expect(text).toMatch(/from "repartee";/);
  expect(text).not.toMatch(/from "\.|\.\/src/);
});
