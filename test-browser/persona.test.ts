/** Who answers on the page, where the server has more than one persona. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRepartee } from "../src/index.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { twoPersonas } from "./two-personas.ts";
import { openWatched } from "./watched-page.ts";

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

async function serveTwo(): Promise<string> {
  const repartee = await createRepartee({ model: "echo", databasePath: ":memory:", personasDir: await twoPersonas() });
  onTestFinished(() => repartee[Symbol.asyncDispose]());
  return (await repartee.listen({ port: 0 })).url;
}

test.skipIf(noBrowser !== undefined)(
  "the persona is chosen by keyboard, answers from then on in a conversation of its own, and is remembered",
  async () => {
    if (browser === undefined) throw new Error("There is no browser");
    await using watched = await openWatched(browser, await serveTwo());
    const { page } = watched;
    await page.getByRole("heading", { name: "Hello. I am Ollie." }).waitFor();
    await page.getByRole("textbox", { name: "Tell Ollie anything …" }).fill("Are you there?");
    await page.keyboard.press("Enter");
    await page.locator(".provenance").waitFor();
    await page.getByText("Persona and voice").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: "Persona" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Olga");
    await page.getByRole("heading", { name: "Hello. I am Olga." }).waitFor();
    expect(await page.locator(".line").count()).toBe(0);
    const field = page.getByRole("textbox", { name: "Tell Olga anything …" });
    const asked = page.waitForRequest(/\/api\/respond$/);
    await field.fill("And you?");
    await field.press("Enter");
    const sent = (await asked).postDataJSON() as Record<string, unknown>;
    expect(sent).toMatchObject({ persona: "olga", text: "And you?" });
    expect(sent).not.toHaveProperty("conversation_id");
    await page.locator(".provenance").waitFor();
    await page.getByText("Olga feels").waitFor();
    await page.reload();
    await page.getByRole("textbox", { name: "Tell Olga anything …" }).waitFor();
    expect(await page.locator(".line.user .said").allInnerTexts()).toEqual(["And you?"]);
    await watched.expectClean();
  },
);
