/** What a frame of Ollie costs the browser: nothing is set that is so already, and a feeling repaints no page. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee } from "../src/index.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { desktop, openWatched, type WatchedPage } from "./watched-page.ts";

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

async function open(options = desktop): Promise<WatchedPage> {
  if (browser === undefined) throw new Error("There is no browser");
  const repartee = await createRepartee({ model: "echo", databasePath: ":memory:" });
  onTestFinished(() => repartee[Symbol.asyncDispose]());
  const { url } = await repartee.listen({ port: 0 });
  const watched = await openWatched(browser, url, options);
  await watched.page.locator(".ollie path").first().waitFor();
  return watched;
}

/** How many attributes of the drawing are set in ten frames. */
const countWrites = ({ page }: WatchedPage): Promise<number> =>
  page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    let writes = 0;
    for (let count = 0; count < 3; count += 1) await frame();
    const observer = new MutationObserver((records) => (writes += records.length));
    const drawing = document.querySelector(".ollie svg");
    if (drawing === null) throw new Error("Nobody is drawn");
    observer.observe(drawing, { subtree: true, attributes: true });
    for (let count = 0; count < 10; count += 1) await frame();
    writes += observer.takeRecords().length;
    return writes;
  });

test.skipIf(noBrowser !== undefined)("of the drawing only what moves is set", async () => {
  await using still = await open({ ...desktop, reducedMotion: "reduce" });
  expect(await countWrites(still)).toBe(0);
  await using moving = await open();
  const writes = await countWrites(moving);
  expect(writes).toBeGreaterThan(0);
  // Two paths for each arm, the body, its shadow; eyes that look about and blink.
  expect(writes).toBeLessThanOrEqual(10 * (8 * 2 + 2 + 2 * 10));
});

test.skipIf(noBrowser !== undefined)("a change of feeling fades by opacity, which repaints nothing", async () => {
  await using watched = await open();
  const { page } = watched;
  await page.evaluate(() => {
    const running: string[] = [];
    Object.assign(globalThis, { running });
    document.addEventListener("transitionrun", ({ target, propertyName }) => {
      const { className, tagName } = target as HTMLElement;
      running.push(`${tagName.toLowerCase()} ${className} ${propertyName}`);
    });
  });
  await page.getByRole("textbox", { name: /Tell Ollie/ }).fill("My dog died yesterday.");
  await page.keyboard.press("Enter");
  await page.locator('html[data-feeling="sad"]').waitFor();
  await page.waitForFunction(() => getComputedStyle(document.querySelector(".glow-sad") as Element).opacity === "1");
  const running = await page.evaluate(() => (globalThis as unknown as { running: readonly string[] }).running);
  expect(running.filter((one) => one.startsWith("i glow")).toSorted()).toEqual([
    "i glow glow-neutral opacity",
    "i glow glow-sad opacity",
  ]);
  expect(running.filter((one) => one.startsWith("html"))).toEqual([]);
  await watched.expectClean();
});
