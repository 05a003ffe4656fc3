/** Hours of talk: the page stays as light as it was after minutes. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee } from "../src/index.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { openWatched } from "./watched-page.ts";

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

const turns = 32;

/** A stored conversation of so many turns; its id. */
async function talkAtLength(url: string, userId: string): Promise<string> {
  let id: string | undefined;
  for (let turn = 1; turn <= turns; turn += 1) {
    const body = { text: `Turn ${turn}.`, user_id: userId, ...(id === undefined ? {} : { conversation_id: id }) };
    const response = await fetch(`${url}/api/respond`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    ({ conversation_id: id } = (await response.json()) as { conversation_id: string });
  }
  return id ?? "";
}

test.skipIf(noBrowser !== undefined)(
  "of a long talk the newest messages are drawn, and earlier ones on demand",
  async () => {
    if (browser === undefined) throw new Error("There is no browser");
    const repartee = await createRepartee({ model: "echo", databasePath: ":memory:" });
    onTestFinished(() => repartee[Symbol.asyncDispose]());
    const { url } = await repartee.listen({ port: 0 });
    const id = await talkAtLength(url, "long-talker");
    await using watched = await openWatched(browser, `${url}/status`);
    const { page } = watched;
    await page.evaluate((conversation) => {
      localStorage.setItem("repartee.user", "long-talker");
      localStorage.setItem("repartee.conversation", conversation);
    }, id);
    await page.goto(url);
    const said = page.locator(".line.user .said");
    await said.filter({ hasText: `Turn ${turns}.` }).waitFor();
    expect(await page.locator(".line").count()).toBe(60);
    expect(await said.first().innerText()).toBe("Turn 3.");
    await page.getByRole("button", { name: "Earlier messages" }).click();
    await said.filter({ hasText: /^Turn 1\.$/ }).waitFor();
    expect(await page.locator(".line").count()).toBe(turns * 2);
    await page.getByRole("button", { name: "Earlier messages" }).waitFor({ state: "detached" });
    await watched.expectClean();
  },
);

test.skipIf(noBrowser !== undefined)(
  "of many messages at once the last is answered, and none leaves a gap",
  async () => {
    if (browser === undefined) throw new Error("There is no browser");
    const repartee = await createRepartee({ model: "echo", databasePath: ":memory:" });
    onTestFinished(() => repartee[Symbol.asyncDispose]());
    await using watched = await openWatched(browser, (await repartee.listen({ port: 0 })).url);
    const { page } = watched;
    const field = page.getByRole("textbox", { name: /Tell Ollie/ });
    for (let message = 1; message <= 20; message += 1) {
      await field.fill(`Message ${message}.`);
      await field.press("Enter");
    }
    await page.locator(".line:last-child .provenance").waitFor();
    expect(await page.locator(".line.user").count()).toBe(20);
    const replies = await page
      .locator(".line.assistant")
      .evaluateAll((lines) => lines.map((line) => line.querySelector(".said")?.textContent ?? ""));
    expect(replies).not.toContain("");
    await watched.expectClean();
  },
);

test.skipIf(noBrowser !== undefined)("what cannot be sent says so, and promises nothing", async () => {
  if (browser === undefined) throw new Error("There is no browser");
  const repartee = await createRepartee({ model: "echo", databasePath: ":memory:" });
  await using watched = await openWatched(browser, (await repartee.listen({ port: 0 })).url);
  const { page } = watched;
  await page.getByRole("heading", { name: "Hello. I am Ollie." }).waitFor();
  await repartee[Symbol.asyncDispose]();
  const field = page.getByRole("textbox", { name: /Tell Ollie/ });
  await field.fill("Are you there?");
  await field.press("Enter");
  await page.locator(".line", { hasText: "The server cannot be reached. Try again in a moment." }).waitFor();
});
