/** Models on the page, beside a hub on this machine. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, onTestFinished, test } from "vitest";
import { createRepartee } from "../src/index.ts";
import { hostOnnxGpt2 } from "../test/models/hosted-models.ts";
import { startHubServer, type HubServer } from "../test/support/hub-server/index.ts";
import { noBrowser, startBrowser } from "./chromium.ts";
import { openWatched, phone } from "./watched-page.ts";

const model = "acme/onnx-chat";
let hub: HubServer;
let browser: Browser | undefined;
beforeAll(async () => {
  hub = await startHubServer({ repositories: [await hostOnnxGpt2(model)] });
  if (noBrowser === undefined) browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await hub.close();
});

async function serve(hubUrl: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "repartee-page-models-"));
  const repartee = await createRepartee({
    ...{ model: "echo", hubUrl, cacheDir: folder, databasePath: ":memory:", gpuLayers: 0 },
    ...{ pipCommand: "no-pip", npmCommand: "no-npm" },
  });
  onTestFinished(async () => {
    await repartee[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return (await repartee.listen({ port: 0 })).url;
}

test("a download shows how far it is, and the model is loaded and unloaded", async ({ skip }) => {
  skip(noBrowser !== undefined, noBrowser);
  hub.inject({ kind: "slow", bytesPerSecond: 60_000 });
  const url = await serve(hub.url);
  if (browser === undefined) throw new Error("There is no browser");
  await using watched = await openWatched(browser, `${url}/models`, phone);
  const { page } = watched;
  await page.getByRole("textbox").fill(model);
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await page.locator(".download", { hasText: /\d+ %.*\/s/ }).waitFor();
  hub.clearFaults();
  await page.getByText(`${model} is here.`).waitFor();
  const card = page.locator(".card.model", { hasText: model });
  await card.getByRole("button", { name: "Load", exact: true }).click();
  await card.getByText("in memory").waitFor();
  await card.getByRole("button", { name: "Unload" }).click();
  await card.getByText("on disk").waitFor();
  await watched.expectClean();
});

test("a hub that cannot be reached is named plainly", async ({ skip }) => {
  skip(noBrowser !== undefined, noBrowser);
  const url = await serve("http://127.0.0.1:9");
  if (browser === undefined) throw new Error("There is no browser");
  await using watched = await openWatched(browser, `${url}/models`);
  const { page } = watched;
  await page.getByRole("textbox").fill(model);
  await page.getByRole("button", { name: "Download", exact: true }).click();
  await page.getByText("The model hub cannot be reached from here.").waitFor();
});
