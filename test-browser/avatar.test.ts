/** `<repartee-avatar>` on a page of another origin: its attributes, before and after it is connected, and its events. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee } from "../src/index.ts";
import { startFakeOpenai } from "../src/testing/fake-openai/fake-openai.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { addMicrophone, soundArguments, speakInto, speechOf } from "./fake-microphone.ts";
import { twoPersonas } from "./two-personas.ts";
import { openWatched, type WatchedPage } from "./watched-page.ts";

let browser: Browser | undefined;
let speech = "";
beforeAll(async () => {
  if (noBrowser !== undefined) return;
  browser = await startBrowser(soundArguments);
  speech = await speechOf("I lost my keys this morning and I cannot find them.");
});
afterAll(async () => await browser?.close());

interface Reply {
  readonly persona: string;
  readonly conversation_id: string;
}

/** Two personas, two voices, and a page with an avatar of these attributes that remembers its events. */
async function open(attributes: string): Promise<WatchedPage & { readonly voices: readonly string[] }> {
  if (browser === undefined) throw new Error("There is no browser");
  const fake = await startFakeOpenai();
  const repartee = await createRepartee({
    ...{ model: "echo", databasePath: ":memory:", offline: true, personasDir: await twoPersonas() },
    upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
    recognizers: { default: "openai:other/echo" },
    voices: { en: "openai:other/echo@nova" },
  });
  onTestFinished(async () => {
    await repartee[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  const { url } = await repartee.listen({ port: 0 });
  const { voices } = (await (await fetch(`${url}/v1/audio/voices`)).json()) as { voices: { id: string }[] };
  const other = await servePage(`<!doctype html><html lang="en"><title>Mine</title>
    <script>
      globalThis.seen = [];
      for (const name of ["emotion", "reply", "viseme"])
        document.addEventListener(name, ({ detail }) => globalThis.seen.push([name, detail]));
    </script>
    <script type="module" src="${url}/avatar.js"></script>
    <repartee-avatar server="${url}" ${attributes}></repartee-avatar></html>`);
  const watched = await openWatched(browser, "about:blank");
  await addMicrophone(watched.page, speech);
  await watched.page.goto(other);
  await watched.page.getByRole("textbox").waitFor();
  return { ...watched, voices: voices.map(({ id }) => id) };
}

async function servePage(html: string): Promise<string> {
  const server: Server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8").end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  // Another origin than the server's by its name as well as by its port.
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}

const eventsOf = <Detail>(page: Page, name: string): Promise<readonly Detail[]> =>
  page.evaluate(
    (wanted) =>
      (globalThis as unknown as { seen: readonly [string, unknown][] }).seen.flatMap(([event, detail]) =>
        event === wanted ? [detail] : [],
      ),
    name,
  ) as Promise<readonly Detail[]>;

async function type(page: Page, text: string): Promise<Reply> {
  const before = (await eventsOf(page, "reply")).length;
  await page.getByRole("textbox").fill(text);
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await eventsOf(page, "reply")).length, { timeout: 60_000 }).toBe(before + 1);
  const reply = (await eventsOf<Reply>(page, "reply")).at(-1);
  if (reply === undefined) throw new Error("There was no reply");
  return reply;
}

const change = (page: Page, name: string, value: string): Promise<void> =>
  page
    .locator("repartee-avatar")
    .evaluate((element, [key = "", text = ""]) => element.setAttribute(key, text), [name, value]);

const problem = (page: Page, text: string): Promise<void> =>
  page.locator("repartee-avatar p.problem", { hasText: text }).waitFor();

test.skipIf(noBrowser !== undefined)("the avatar reports feelings, mouth and reply", async () => {
  await using watched = await open('language="en"');
  const { page } = watched;
  expect(await type(page, "What a lovely day!")).toMatchObject({ persona: "ollie" });
  for (const name of ["emotion", "viseme"]) expect((await eventsOf(page, name)).length, name).toBeGreaterThan(0);
  expect((await page.locator("repartee-avatar p").innerText()).length).toBeGreaterThan(5);
  expect(watched.errors).toEqual([]);
});

test.skipIf(noBrowser !== undefined)(
  "the attribute `persona` says who answers, and another one begins another conversation",
  async () => {
    await using watched = await open('language="en" persona="olga"');
    const { page } = watched;
    const first = await type(page, "Are you there?");
    expect(first).toMatchObject({ persona: "olga" });
    expect((await type(page, "And now?")).conversation_id).toBe(first.conversation_id);
    await change(page, "persona", "ollie");
    const third = await type(page, "And you?");
    expect(third).toMatchObject({ persona: "ollie" });
    expect(third.conversation_id).not.toBe(first.conversation_id);
    expect(watched.errors).toEqual([]);
  },
);

test.skipIf(noBrowser !== undefined)("an unknown persona is named, typed to and spoken to", async () => {
  await using watched = await open('language="en"');
  const { page } = watched;
  await type(page, "Are you there?");
  await change(page, "persona", "nobody");
  await page.getByRole("textbox").fill("And you?");
  await page.keyboard.press("Enter");
  await problem(page, 'Cannot answer as "nobody": no persona has this name; there are olga, ollie');
  await page.getByRole("button", { name: "Speak" }).click();
  await page.getByRole("button", { name: "Stop listening" }).waitFor();
  expect(await page.locator("repartee-avatar p.problem").count()).toBe(0);
  await speakInto(page);
  await problem(page, 'Cannot answer as "nobody"');
  await change(page, "persona", "olga");
  expect(await page.locator("repartee-avatar p.problem").count()).toBe(0);
  expect(await type(page, "And you?")).toMatchObject({ persona: "olga" });
});

test.skipIf(noBrowser !== undefined)(
  "the attribute `voice` says who speaks, from the next turn on; an unknown voice is named instead of replaced",
  async () => {
    await using watched = await open('language="en" voice="nobody"');
    const { page, voices } = watched;
    const asked: unknown[] = [];
    page.on("websocket", (socket) =>
      socket.on("framesent", ({ payload }) => {
        const event = JSON.parse(String(payload)) as { session?: { audio: { output: { voice: unknown } } } };
        if (event.session !== undefined) asked.push(event.session.audio.output.voice);
      }),
    );
    const speak = page.getByRole("button", { name: "Speak" });
    await speak.click();
    await problem(page, `Cannot speak as "nobody": no voice has this name; there are ${voices.join(", ")}`);
    await speak.waitFor();
    const [first = "", second = ""] = voices;
    expect(second).not.toBe("");
    await change(page, "voice", first);
    await speak.click();
    await page.getByRole("button", { name: "Stop listening" }).waitFor();
    await expect.poll(() => asked.at(-1)).toBe(first);
    // The microphone stays on.
    await change(page, "voice", second);
    await expect.poll(() => asked.at(-1)).toBe(second);
    await speakInto(page);
    await expect.poll(async () => (await eventsOf(page, "reply")).length, { timeout: 60_000 }).toBe(1);
    await change(page, "voice", "nobody");
    await problem(page, 'Cannot speak as "nobody"');
    await speak.waitFor();
    expect(watched.errors).toEqual([]);
  },
);

test.skipIf(noBrowser !== undefined)("the attribute `language` names the controls anew when it changes", async () => {
  await using watched = await open('language="en"');
  const { page } = watched;
  await page.getByRole("button", { name: "Send" }).waitFor();
  await change(page, "language", "de");
  for (const name of ["Senden", "Sprechen"]) await page.getByRole("button", { name }).waitFor();
  await page.getByRole("textbox", { name: "Erzähl mir etwas …" }).waitFor();
});
