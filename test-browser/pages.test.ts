/** The page on the starter's real weights, in a real Chromium. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { starter as model, useStarterServer } from "../test-real/real-starter.ts";
import { barriersOf } from "./barriers.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { desktop, openWatched, phone } from "./watched-page.ts";

const starter = useStarterServer();
let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

const whyNot = (): string | undefined => noBrowser ?? starter.problem;
const open = (path: string, options = desktop): ReturnType<typeof openWatched> => {
  if (browser === undefined) throw new Error("There is no browser");
  return openWatched(browser, starter.server().url + path, options);
};

describe("Talk", () => {
  test.each([
    ["a desktop", desktop],
    ["a dark phone", phone],
  ])("holds a whole conversation on %s, by keyboard alone, and keeps it over a reload", async (_size, options) => {
    const reason = whyNot();
    if (reason !== undefined) return expect(reason).toMatch(/not installed|cannot be had/);
    await using watched = await open("/", options);
    const { page } = watched;
    await page.getByRole("heading", { name: "Hello. I am Ollie." }).waitFor();
    const field = page.getByRole("textbox", { name: /Tell Ollie/ });
    for (let tabs = 0; tabs < 20 && !(await field.evaluate((element) => element === document.activeElement)); tabs++) {
      await page.keyboard.press("Tab");
    }
    const said = ["My grandmother is in the hospital.", "Her name is Rosa."];
    for (const [index, text] of said.entries()) {
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
      await page.locator(".provenance").nth(index).waitFor();
      expect(await page.locator(".line.user .said").nth(index).innerText()).toBe(text);
      const reply = await page.locator(".line.assistant").last().innerText();
      const feeling = (await page.locator(".line.assistant").last().getAttribute("data-emotion")) ?? "";
      // A kind answer to sad news may itself read as calm; it is never a happy one.
      if (index === 0) expect(["sad", "neutral"], reply).toContain(feeling);
      // The whole page takes on the feeling, a frame after the words.
      await page.locator(`html[data-feeling="${feeling}"]`).waitFor();
    }
    const replies = await page.locator(".line.assistant .said").allInnerTexts();
    expect(replies).toHaveLength(2);
    for (const reply of replies) expect(reply.length).toBeGreaterThan(10);
    expect(await page.locator(".provenance").first().innerText()).toContain(model);
    await page.reload();
    await page.locator(".line.assistant").nth(1).waitFor();
    expect(await page.locator(".line.user .said").allInnerTexts()).toEqual(said);
    await watched.expectClean();
  });

  test("moves its arms, and rests where less motion is asked for", async ({ skip }) => {
    skip(whyNot() !== undefined, whyNot());
    const armAfter = async (options: typeof desktop): Promise<readonly (string | null)[]> => {
      await using watched = await open("/", options);
      const arm = watched.page.locator(".ollie path").first();
      await arm.waitFor();
      const first = await arm.getAttribute("d");
      await watched.page.waitForFunction(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))),
      );
      return [first, await arm.getAttribute("d")];
    };
    const [before, after] = await armAfter(desktop);
    expect(after).not.toBe(before);
    const [still, stillLater] = await armAfter({ ...desktop, reducedMotion: "reduce" });
    expect(stillLater).toBe(still);
  });
});

describe("Chat", () => {
  test("streams Markdown with figures, and goes on when the model's process is killed", async ({ skip }) => {
    skip(whyNot() !== undefined, whyNot());
    await using watched = await open("/chat");
    const { page } = watched;
    const field = page.getByRole("textbox", { name: /Message/ });
    await field.fill("Say hello.");
    await field.press("Enter");
    await page.locator(".stats", { hasText: "tokens/s" }).waitFor();
    await field.fill("Tell me a very long story about a ship and its crew, with every detail.");
    await field.press("Enter");
    await page.waitForFunction(
      () => (document.querySelectorAll(".message.assistant .markdown")[1]?.textContent ?? "").length > 20,
    );
    const running = (await (await fetch(`${starter.server().url}/api/ps`)).json()) as { models: { pid?: number }[] };
    process.kill(running.models[0]?.pid ?? 0, "SIGKILL");
    const shown = (await page.locator(".message.assistant .markdown").nth(1).innerText()).length;
    // It goes on from there, or has come to its end.
    await page.waitForFunction(
      (length) =>
        (document.querySelectorAll(".message.assistant .markdown")[1]?.textContent ?? "").length > length + 20 ||
        document.querySelectorAll(".message.assistant .stats").length > 1,
      shown,
    );
    expect(await page.locator(".message.assistant .problem").count()).toBe(0);
    await page.keyboard.press("Escape");
    const kept = await page.locator(".message.assistant .markdown").nth(1).innerText();
    expect(kept.length).toBeGreaterThan(20);
    await page.getByRole("button", { name: "Answer again" }).last().click();
    await page.locator(".versions", { hasText: "2 of 2" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".message.assistant").last().getByRole("button", { name: "Copy" }).waitFor();
    await watched.expectClean();
  });
});

describe("Discover", () => {
  test("shows items with reasons, and keeps what is liked in a picture", async ({ skip }) => {
    skip(whyNot() !== undefined, whyNot());
    await using watched = await open("/recommend", phone);
    const { page } = watched;
    const field = page.getByRole("textbox");
    await field.fill("something like Inception");
    await field.press("Enter");
    await page.locator(".results > p.small").waitFor();
    expect(await page.locator(".film").count()).toBe(6);
    expect(await page.locator(".film .reason").count()).toBe(6);
    const title = await page.locator(".film h2").first().innerText();
    await page
      .getByRole("button", { name: /^Like:/ })
      .first()
      .click();
    await page.locator(".taste-list li").waitFor();
    expect(title).toContain((await page.locator(".taste-list .grow").innerText()).split(" ")[0]);
    await page.getByRole("button", { name: /^Forget/ }).click();
    await page.locator(".taste-list").waitFor({ state: "detached" });
    await watched.expectClean();
  });
});

describe("every page", () => {
  const paths = ["/", "/chat", "/recommend", "/models", "/status"];

  test.each(
    paths.flatMap((path) => [
      [path, "light on a desktop", desktop] as const,
      [path, "dark on a phone", phone] as const,
    ]),
  )("%s, %s: no serious barrier, no error, no other host, nothing too wide", async (path, _looks, options) => {
    const reason = whyNot();
    if (reason !== undefined) return expect(reason).toMatch(/not installed|cannot be had/);
    await using watched = await open(path, options);
    await watched.page.locator("main h1, main .chat").first().waitFor();
    await watched.page.waitForLoadState("networkidle");
    expect(await barriersOf(watched.page)).toEqual([]);
    await watched.expectClean();
  });
});
