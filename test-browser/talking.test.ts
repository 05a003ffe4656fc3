/** Speaking on the page: a microphone that a test speaks into, a recognizer and a voice of another server, no weights. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee, type ReparteeOptions } from "../src/index.ts";
import { startFakeOpenai } from "../src/testing/fake-openai/fake-openai.ts";
import { fakeTranscript } from "../src/testing/fake-openai/fake-speech.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { addMicrophone, soundArguments, speakInto, speechOf } from "./fake-microphone.ts";
import { openWatched, type WatchedPage } from "./watched-page.ts";

let browser: Browser | undefined;
let speech = "";
beforeAll(async () => {
  if (noBrowser !== undefined) return;
  browser = await startBrowser(soundArguments);
  speech = await speechOf("I lost my keys this morning and I cannot find them.");
});
afterAll(async () => await browser?.close());

async function serve(options: ReparteeOptions = {}): Promise<string> {
  const fake = await startFakeOpenai();
  const repartee = await createRepartee({
    ...{ model: "echo", databasePath: ":memory:", offline: true },
    upstreams: [{ name: "other", baseUrl: `${fake.url}/v1` }],
    recognizers: { default: "openai:other/echo" },
    voices: { en: "openai:other/echo@nova" },
    ...options,
  });
  onTestFinished(async () => {
    await repartee[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  });
  return (await repartee.listen({ port: 0 })).url;
}

/** The page with a microphone that is silent until `speakInto`. */
async function open(url: string, path = "/", withoutSockets = false): Promise<WatchedPage> {
  if (browser === undefined) throw new Error("There is no browser");
  const watched = await openWatched(browser, `${url}/status`);
  await addMicrophone(watched.page, speech);
  if (withoutSockets) await watched.page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await watched.page.goto(url + path);
  return watched;
}

const heard = (page: Page, count: number) => page.locator(".line.user .said").nth(count - 1);

test.skipIf(noBrowser !== undefined)("?voice=1 listens at once, and speaking over a reply ends it", async () => {
  await using watched = await open(await serve(), "/?voice=1");
  const { page } = watched;
  await page.locator(".voice-line", { hasText: "Listening" }).waitFor();
  await speakInto(page);
  await heard(page, 1).waitFor();
  expect(await heard(page, 1).innerText()).toBe(fakeTranscript);
  await page.locator(".voice-line", { hasText: "speaks aloud" }).waitFor();
  await speakInto(page);
  await heard(page, 2).waitFor();
  await page.locator(".line.assistant").nth(1).waitFor();
  await page.getByRole("button", { name: "Stop listening" }).click();
  await page.getByRole("button", { name: "Speak", exact: true }).waitFor();
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined).each([
  ["over a WebSocket", false],
  ["by a recording where there are none", true],
])("held to talk, the microphone is on for as long as it is held, %s", async (_how, withoutSockets) => {
  await using watched = await open(await serve(), "/", withoutSockets);
  const { page } = watched;
  const button = page.locator(".voice-button");
  await button.hover();
  await page.mouse.down();
  await page.locator(".voice-line", { hasText: "Listening" }).waitFor();
  await speakInto(page);
  await page.mouse.up();
  await heard(page, 1).waitFor();
  await page.locator(".provenance").waitFor();
  // Spoken or typed, a reply names who wrote it.
  expect(await page.locator(".provenance").innerText()).toMatch(/\becho\b/);
  await page.getByRole("button", { name: "Speak", exact: true }).waitFor();
  expect(watched.errors).toEqual([]);
});

test.skipIf(noBrowser !== undefined)("without a recognizer the microphone says what to install", async () => {
  await using watched = await open(await serve({ recognizers: {} }));
  const { page } = watched;
  await page.getByRole("button", { name: "Speak", exact: true }).click();
  await page.getByText("This server has no speech installed yet: repartee pull whisper-base").waitFor();
  await page.getByRole("button", { name: "Speak", exact: true }).waitFor();
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined)(
  "the voice is chosen by keyboard, remembered, and named in the page's language",
  async () => {
    await using watched = await open(await serve());
    const { page } = watched;
    await page.getByText("Persona and voice").focus();
    await page.keyboard.press("Enter");
    const select = page.getByRole("combobox", { name: "Voice" });
    await select.waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    const chosen = await select.inputValue();
    expect(chosen).not.toBe("");
    await page.reload();
    await page.getByText("Persona and voice").click();
    await page.waitForFunction(
      (value) => document.querySelector<HTMLSelectElement>(".choices select")?.value === value,
      chosen,
    );
    await page.locator(".language").selectOption("de");
    await page.getByText("Persona und Stimme").waitFor();
    await watched.expectClean();
  },
);
