import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemClock } from "../../core/clock.ts";
import { ReparteeError } from "../../core/errors.ts";
import { silentLog, type Log, type LogFields } from "../../core/log.ts";
import { createMemoryStores } from "../../../test/support/memory-stores.ts";
import { stableMessages } from "../prompt/persona-prompt.ts";
import { builtInPersonas } from "./built-in-folder.ts";
import { createPersonaStore, type PersonaStore, type PersonaStoreOptions } from "./persona-store.ts";

let folder = "";
const opened: PersonaStore[] = [];
const logged: string[] = [];
const note = (fields: LogFields, message: string): void => {
  const { err } = fields;
  logged.push(`${message}: ${err instanceof Error ? err.message : ""}`);
};
const log: Log = { ...silentLog, warn: note, error: note };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-personas-"));
  await cp(builtInPersonas(), folder, { recursive: true });
  logged.length = 0;
});
afterEach(async () => {
  for (const library of opened.splice(0)) library[Symbol.dispose]();
  await rm(folder, { recursive: true });
});

async function open(options: Partial<PersonaStoreOptions> = {}): Promise<PersonaStore> {
  const overrides = createMemoryStores().personaOverrides;
  const library = await createPersonaStore({
    folders: [folder],
    overrides,
    log,
    clock: systemClock,
    watch: false,
    ...options,
  });
  opened.push(library);
  return library;
}

async function change(search: string, replacement: string): Promise<void> {
  const file = join(folder, "ollie.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace(search, replacement));
}

test("a later folder's persona replaces an earlier one's of the same name", async () => {
  await change("title: Ollie", "title: Olivia");
  const personas = await open({ folders: [builtInPersonas(), folder] });
  expect(personas.list().map(({ title }) => title)).toEqual(["Olivia"]);
});

test("an unknown persona is refused by name, with those that exist", async () => {
  const personas = await open();
  await expect(personas.get("olie")).rejects.toMatchObject({
    code: "persona_not_found",
    message: 'Cannot answer as "olie": no persona has this name; there are ollie',
  });
});

test("a file that changes is read again while the program runs", async () => {
  const personas = await open({ watch: true });
  await change("title: Ollie", "title: Olivia");
  await vi.waitFor(() => expect(personas.list()[0]?.title).toBe("Olivia"), { timeout: 10_000 });
});

test("a file that breaks keeps its last good version, and is logged once with its line", async () => {
  const personas = await open();
  await change("spoken: true", "spoken: maybe");
  await personas.reload();
  await personas.reload();
  expect((await personas.get("ollie")).spoken).toBe(true);
  expect(logged).toHaveLength(1);
  expect(logged[0]).toMatch(/ollie\.yaml:\d+:9: spoken: expected true or false, got "maybe"/);
});

test("an override changes the named fields alone, and restoring brings the file back", async () => {
  const personas = await open();
  const before = await personas.get("ollie");
  await personas.override("ollie", { title: "Olga", limits: { sentences: 1 } });
  expect(await personas.get("ollie")).toEqual({ ...before, title: "Olga", limits: { ...before.limits, sentences: 1 } });
  expect(await personas.restore("ollie")).toBe(true);
  expect(await personas.get("ollie")).toEqual(before);
  expect(await personas.restore("ollie")).toBe(false);
});

test.each([
  [1, "Then you say one sentence."],
  [2, "Then you say one or two sentences."],
  [5, "Then you say up to 5 sentences."],
])("a limit of %i is written for the model in words that read well", async (sentences, words) => {
  const personas = await open();
  await personas.override("ollie", { limits: { sentences } });
  const [system] = stableMessages(await personas.get("ollie"), {
    layout: "full",
    language: "en",
    emotion: "sad",
  });
  expect(system?.content.endsWith(words)).toBe(true);
});

test("an override that would fill every prompt is refused, and one that is stored is ignored", async () => {
  const overrides = createMemoryStores().personaOverrides;
  const personas = await open({ overrides });
  const changes = { character: "kind ".repeat(160_000) };
  await expect(personas.override("ollie", changes)).rejects.toMatchObject({
    code: "invalid_request",
    message: expect.stringMatching(/expected changes of at most 16384 characters, got 800016$/),
  });
  await overrides.put("ollie", JSON.stringify(changes));
  expect((await personas.get("ollie")).character.length).toBeLessThan(16_384);
});

test("an override that does not fit is refused and not kept", async () => {
  const personas = await open();
  for (const changes of [
    { limits: { sentences: 0 } },
    { name: "other" },
    { colour: "red" },
    { __proto__: null, character: 3 },
  ]) {
    await expect(personas.override("ollie", changes)).rejects.toMatchObject({ code: "invalid_request" });
  }
  expect((await personas.get("ollie")).title).toBe("Ollie");
});

test("a store that fails or holds nonsense costs no reply its persona", async () => {
  const unavailable = async (): Promise<never> => {
    throw new ReparteeError("storage_unavailable", "Cannot read: the database is unavailable");
  };
  const failing = await open({ overrides: { get: unavailable, put: unavailable, remove: unavailable } });
  expect((await failing.get("ollie")).title).toBe("Ollie");
  const nonsense = await open({ overrides: { get: async () => "{", put: unavailable, remove: unavailable } });
  expect((await nonsense.get("ollie")).title).toBe("Ollie");
  expect(logged).toHaveLength(2);
});

test("a folder that does not exist is logged, and the others are used", async () => {
  const personas = await open({ folders: [folder, join(folder, "nowhere")] });
  expect(personas.list()).toHaveLength(1);
  expect(logged[0]).toContain("nowhere");
});
