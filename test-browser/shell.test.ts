/** What holds without a model: policy, sizes, installation, keys and languages. */
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee, type ReparteeOptions } from "../src/index.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { openWatched } from "./watched-page.ts";

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

function chromium(): Browser {
  if (browser === undefined) throw new Error("There is no browser");
  return browser;
}

async function start(options: ReparteeOptions = {}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const repartee = await createRepartee({ model: "echo", databasePath: ":memory:", ...options });
  onTestFinished(() => repartee[Symbol.asyncDispose]());
  return { url: (await repartee.listen({ port: 0 })).url, stop: async () => await repartee[Symbol.asyncDispose]() };
}

const serve = async (options?: ReparteeOptions): Promise<string> => (await start(options)).url;

test("the page's scripts are 120 kB at most, the avatar's 40 kB, and a policy lets nothing else run", async () => {
  const url = await serve();
  const document = await fetch(url, { headers: { accept: "text/html" } });
  const html = await document.text();
  expect(document.headers.get("content-security-policy")).toContain("script-src 'self';");
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=/);
  const scripts = [...html.matchAll(/"(\/assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path);
  expect(scripts.length).toBeGreaterThan(0);
  const sizeOf = async (path: string): Promise<number> => gzipSync(await (await fetch(url + path)).bytes()).length;
  const sizes = await Promise.all(scripts.map(sizeOf));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(120_000);
  expect(await sizeOf("/avatar.js")).toBeLessThanOrEqual(40_000);
});

test("the page can be installed: a manifest with icons that are there, and a worker that opens it offline", async ({
  skip,
}) => {
  skip(noBrowser !== undefined, noBrowser);
  const { url, stop } = await start();
  await using watched = await openWatched(chromium(), url);
  const manifest = (await (await fetch(`${url}/manifest.webmanifest`)).json()) as {
    icons: { src: string; type: string }[];
  };
  for (const { src, type } of manifest.icons) {
    const icon = await fetch(url + src);
    expect([icon.status, icon.headers.get("content-type")]).toEqual([200, type]);
  }
  const { page } = watched;
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.waitForFunction(async () => (await caches.match("/", { ignoreVary: true })) !== undefined);
  await stop();
  await page.reload();
  await page.getByText("The server cannot be reached").waitFor();
  await page.getByRole("heading", { name: "Hello. I am Ollie." }).waitFor();
  // A page that was never opened is not kept; it says so.
  await page.getByRole("link", { name: "Chat" }).click();
  await page.locator('main[data-page="/chat"]').getByText("The server cannot be reached").waitFor();
});

test("a server with a key is asked for once, with the key in no address and only for as long as the tab", async ({
  skip,
}) => {
  skip(noBrowser !== undefined, noBrowser);
  const url = await serve({ apiKeys: ["open-sesame-1234567890"] });
  await using watched = await openWatched(chromium(), `${url}/models`);
  const { page } = watched;
  const field = page.getByLabel("API key");
  await field.fill("wrong");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByText("That key is not accepted.").waitFor();
  // Who gives none is not asked again by what is read again and again, and reads why nothing is there.
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Without its key this server shows and answers nothing.").waitFor();
  await page.waitForRequest(/\/api\/ps/);
  await page.waitForRequest(/\/api\/ps/);
  expect(await page.locator("dialog").count()).toBe(0);
  await page.getByRole("button", { name: "Enter the key" }).click();
  await field.fill("open-sesame-1234567890");
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.getByText("echo").first().waitFor();
  expect(watched.requests.filter((request) => request.includes("sesame"))).toEqual([]);
  expect(page.url()).toBe(`${url}/models`);
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("sesame");
});

test("each language has its own words, and the document says which it is", async ({ skip }) => {
  skip(noBrowser !== undefined, noBrowser);
  const url = await serve();
  await using watched = await openWatched(chromium(), url);
  const { page } = watched;
  const seen = new Set<string>();
  for (const language of ["en", "zh", "ja", "es", "fr", "de", "ru", "ko", "pt", "it"]) {
    await page.locator(".language").selectOption(language);
    await page.waitForFunction((tag) => document.documentElement.lang === tag, language);
    seen.add(await page.locator(".empty h1").innerText());
  }
  expect(seen.size).toBe(10);
  await watched.expectClean();
});

test("what a model writes never becomes markup: no script runs and nothing is loaded", async ({ skip }) => {
  skip(noBrowser !== undefined, noBrowser);
  const url = await serve();
  await using watched = await openWatched(chromium(), `${url}/chat`);
  const { page } = watched;
  const hostile = `<img src=x onerror="document.title='hacked'"> [a](javascript:alert(1)) ![b](https://tracker.example/p.png) <script>document.title='hacked'</script>`;
  const field = page.getByRole("textbox", { name: /Message/ });
  await field.fill(hostile);
  await field.press("Enter");
  await page.locator(".stats").first().filter({ hasText: "echo" }).waitFor();
  expect(await page.locator(".markdown img, .markdown script, .markdown a[href^='javascript']").count()).toBe(0);
  expect(await page.title()).not.toContain("hacked");
  await watched.expectClean();
});
