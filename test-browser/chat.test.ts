/** The chat: everything that it promises, on scripted models. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { barriersOf } from "./barriers.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { serveFakeModels } from "./fake-model-server.ts";
import { desktop, openWatched, phone } from "./watched-page.ts";

let browser: Browser | undefined;
beforeAll(async () => {
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => await browser?.close());

function open(url: string, options = desktop): ReturnType<typeof openWatched> {
  if (browser === undefined) throw new Error("There is no browser");
  return openWatched(browser, `${url}/chat`, options);
}

const field = (page: Page) => page.getByRole("textbox", { name: /^Message/ });
const reply = (page: Page) => page.locator(".message.assistant").last();

async function ask(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
}

test.skipIf(noBrowser !== undefined)("a message is edited and sent again, and both branches stay", async () => {
  const { url } = await serveFakeModels(["echo"]);
  await using watched = await open(url);
  const { page } = watched;
  await ask(page, "first thought");
  await reply(page).locator(".stats", { hasText: "first after" }).waitFor();
  await ask(page, "and then");
  await page.locator(".message.assistant .stats").nth(1).waitFor();
  // The arrow edits the last message; Tab leads to the button.
  await field(page).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit" }).fill("something else");
  await page.getByRole("button", { name: "Send again" }).press("Enter");
  await page.locator(".message.user .versions", { hasText: "2 of 2" }).waitFor();
  await reply(page).getByText("something else").waitFor();
  await page.locator(".message.user").last().getByRole("button", { name: "Previous" }).click();
  await reply(page).getByText("and then").waitFor();
  await page.reload();
  await page.getByRole("button", { name: "first thought", exact: true }).click();
  await reply(page).getByText("and then").waitFor();
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined)("another model answers again, and each reply says whose it is", async () => {
  const { url } = await serveFakeModels(["echo", "echo two"]);
  await using watched = await open(url);
  const { page } = watched;
  await ask(page, "who are you");
  await reply(page).locator(".stats", { hasText: "echo" }).waitFor();
  await page.getByRole("combobox", { name: "Answer again with" }).selectOption("echo two");
  await reply(page).locator(".versions", { hasText: "2 of 2" }).waitFor();
  await reply(page).locator(".stats", { hasText: "echo two" }).waitFor();
  await reply(page).getByRole("button", { name: "Previous" }).click();
  await reply(page).locator(".versions", { hasText: "1 of 2" }).waitFor();
  expect(await reply(page).locator(".stats").innerText()).not.toContain("two");
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined)("conversations are searched, exported and deleted", async () => {
  const { url } = await serveFakeModels(["echo"]);
  await using watched = await open(url);
  const { page } = watched;
  for (const text of ["the harbour", "the mountain"]) {
    await page.keyboard.press("Control+Shift+O");
    await ask(page, text);
    await reply(page).locator(".stats", { hasText: "first after" }).waitFor();
  }
  const entries = page.locator(".conversations .open");
  await page.getByRole("searchbox").fill("HARBOUR");
  expect(await entries.allInnerTexts()).toEqual(["the harbour"]);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export: the harbour" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("the harbour.md");
  expect(await readFile(await download.path(), "utf8")).toContain("## User\n\nthe harbour");
  const remove = page.getByRole("button", { name: "Delete: the harbour" });
  page.once("dialog", (dialog) => void dialog.dismiss());
  await remove.click();
  expect(await entries.allInnerTexts()).toEqual(["the harbour"]);
  page.once("dialog", (dialog) => void dialog.accept());
  await remove.click();
  await page.getByText("Nothing yet.").waitFor();
  await page.getByRole("searchbox").fill("");
  await page.reload();
  await entries.first().waitFor();
  expect(await entries.allInnerTexts()).toEqual(["the mountain"]);
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined)("parameters, system prompt, schema and tools reach the model", async () => {
  const { url, bodies } = await serveFakeModels(["echo"]);
  await using watched = await open(url);
  const { page } = watched;
  await page.getByRole("button", { name: "Parameters" }).click();
  await page.getByLabel("System prompt").fill("Be brief.");
  await page.getByRole("slider", { name: "Temperature" }).fill("0.2");
  await page.getByLabel("Longest reply, in tokens").fill("77");
  await page.getByLabel("JSON schema").fill("{");
  await page.getByText(/^Not valid JSON/).waitFor();
  await page
    .getByLabel("JSON schema")
    .fill('{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}');
  await ask(page, "Where?");
  await reply(page).locator(".stats", { hasText: "first after" }).waitFor();
  expect(await reply(page).locator(".markdown").innerText()).toContain('"city"');
  expect(bodies().at(-1)).toMatchObject({ temperature: 0.2 });
  const sent = JSON.stringify(bodies().at(-1));
  expect(sent).toContain('"Be brief."');
  expect(sent).toMatch(/"max_(?:completion_)?tokens":77/);
  await page.getByLabel("JSON schema").fill("");
  await page
    .getByLabel("Tools (JSON)")
    .fill(
      '[{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]',
    );
  await ask(page, "And the weather?");
  await page.getByText("calls weather").waitFor();
  await page.getByRole("textbox", { name: "What the tool returns" }).fill('{"degrees": 21}');
  await page.getByRole("button", { name: "Send the result" }).click();
  await page.locator(".message.tool", { hasText: "21" }).waitFor();
  await reply(page).locator(".stats", { hasText: "first after" }).waitFor();
  expect(bodies().at(-1)).toMatchObject({ messages: [{}, {}, {}, {}, { role: "assistant" }, { role: "tool" }] });
  expect(await barriersOf(page)).toEqual([]);
  await watched.expectClean();
});

test.skipIf(noBrowser !== undefined)("the same prompt again says how much of it was reused", async () => {
  const { url } = await serveFakeModels(["echo"]);
  await using watched = await open(url);
  const { page } = watched;
  await ask(page, "one two three");
  await reply(page).locator(".stats", { hasText: "first after" }).waitFor();
  await page.getByRole("button", { name: "Answer again" }).last().click();
  await reply(page).locator(".versions", { hasText: "2 of 2" }).waitFor();
  await reply(page)
    .locator(".stats", { hasText: /[1-9]\d* of \d+ prompt tokens reused/ })
    .waitFor();
});

test.skipIf(noBrowser !== undefined)(
  "a reply that ended at its longest length says so, and one that was stopped",
  async () => {
    const { url } = await serveFakeModels(["echo", "fault-stall-at-20"]);
    await using watched = await open(url);
    const { page } = watched;
    await page.getByRole("button", { name: "Parameters" }).click();
    await page.getByLabel("Longest reply, in tokens").fill("2");
    await ask(page, "one two three four five six");
    await reply(page).locator(".stats", { hasText: "cut at the longest length" }).waitFor();
    await page.getByRole("combobox", { name: "Answer again with" }).selectOption("fault-stall-at-20");
    await page.waitForFunction(
      () => ([...document.querySelectorAll(".message.assistant .markdown")].at(-1)?.textContent ?? "").length > 10,
    );
    await page.keyboard.press("Escape");
    await reply(page).getByText("broke off").waitFor();
    expect(await reply(page).locator(".problem").count()).toBe(0);
    await watched.expectClean();
  },
);

test.skipIf(noBrowser !== undefined)("an error says what is wrong and what to do next", async () => {
  const { url } = await serveFakeModels(["echo"], {
    upstreams: [{ name: "other", baseUrl: "http://127.0.0.1:9/v1" }],
  });
  await using watched = await open(url);
  const { page } = watched;
  await ask(page, "anybody there?");
  const problem = reply(page).locator(".problem");
  await problem.waitFor();
  expect(await problem.innerText()).toContain("other");
  expect((await problem.locator(".hint").innerText()).length).toBeGreaterThan(10);
  await page.getByRole("button", { name: "Answer again" }).waitFor();
});

test.skipIf(noBrowser !== undefined)("a reply that was cut keeps its text and says that it broke off", async () => {
  const { url } = await serveFakeModels(["fault-cut-at-40"]);
  await using watched = await open(url, phone);
  const { page } = watched;
  await ask(page, "tell me a lot");
  await reply(page).locator(".problem").waitFor();
  expect((await reply(page).locator(".markdown").innerText()).length).toBeGreaterThan(20);
  expect(await reply(page).locator(".stats").innerText()).not.toContain("tokens/s");
});

test.skipIf(noBrowser !== undefined)("who waits for a place sees the queue, and Escape leaves it", async () => {
  const { url } = await serveFakeModels(["fault-stall-at-20"], { maxInFlight: 1, queueTimeoutMs: 90_000 });
  await using first = await open(url);
  await ask(first.page, "I keep the only place");
  await first.page.waitForFunction(() => (document.querySelector(".markdown")?.textContent ?? "").length > 10);
  await using second = await open(url);
  const { page } = second;
  await ask(page, "and I wait");
  await page.getByText("Waiting for a free place; 1 in the queue").waitFor();
  await page.keyboard.press("Escape");
  await reply(page).getByText("broke off").waitFor();
  await page.getByText("in the queue").waitFor({ state: "detached" });
});

test.skipIf(noBrowser !== undefined)(
  "a very long name, Japanese, German and a word without end fit a phone",
  async () => {
    const long = `echo ${"a-model-with-a-name-that-never-ends-".repeat(6)}`;
    const { url } = await serveFakeModels([long]);
    await using watched = await open(url, phone);
    const { page } = watched;
    const texts = [
      "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(3),
      "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。".repeat(6),
      `\`\`\`js\nconst line = "${"x".repeat(400)}";\n\`\`\``,
    ];
    for (const [index, text] of texts.entries()) {
      await ask(page, text);
      await page.locator(".message.assistant .stats", { hasText: "first after" }).nth(index).waitFor();
    }
    await watched.expectClean();
    expect(await barriersOf(page)).toEqual([]);
  },
);
