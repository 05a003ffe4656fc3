// Pictures of every page, by the built server on the starter model in the Chromium that is installed: to be looked at.
// `npm run screenshots` writes them to .cache/screenshots, `npm run screenshots -- docs` those of docs/images as well.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { root } from "./build-state.mjs";
import { chromiumPath, noChromium } from "./chromium.mjs";
import { startServer } from "./served-page.mjs";

if (noChromium !== undefined) {
  console.error(`Cannot make screenshots: ${noChromium}.`);
  process.exit(1);
}
const folder = join(root, ".cache", "screenshots");
const docs = join(root, "docs", "images");
const forDocs = process.argv.includes("docs");
for (const path of [folder, docs]) mkdirSync(path, { recursive: true });

const server = await startServer();
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const { url } = server;
  await server.untilReady();
  const sizes = {
    desktop: { viewport: { width: 1440, height: 900 } },
    phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, colorScheme: "dark" },
  };
  for (const [size, options] of Object.entries(sizes)) {
    const context = await browser.newContext({ locale: "en-US", ...options });
    const page = await context.newPage();
    await talk(page, url, size);
    await recommend(page, url, size);
    await chat(page, url, size);
    for (const name of ["models", "status"]) {
      await page.goto(`${url}/${name}`);
      if (name === "models") await page.locator(".known").first().waitFor({ timeout: 60_000 });
      await page.waitForTimeout(name === "status" ? 7000 : 1500);
      await shoot(page, `${name}-${size}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.stop();
}

async function talk(page, url, size) {
  await page.goto(url);
  await page.waitForTimeout(1200);
  await shoot(page, `talk-empty-${size}`);
  const said = ["I got the job, I can't believe it!", "My sister hugged me and we danced all evening. I'm so happy!"];
  for (const [index, text] of said.entries()) {
    await page.fill("textarea", text);
    await page.keyboard.press("Enter");
    await page.locator(".provenance").nth(index).waitFor({ timeout: 120_000 });
  }
  await page.waitForTimeout(2500);
  await shoot(page, `talk-${size}`, `talk-${size}`);
}

async function recommend(page, url, size) {
  await page.goto(`${url}/recommend`);
  await page.fill("input[name=query]", "something like Inception");
  await page.keyboard.press("Enter");
  await page.locator(".results > p.small").waitFor({ timeout: 120_000 });
  for (const index of [0, 4, 6]) await page.locator(".film .icon-button").nth(index).click();
  await page.waitForTimeout(800);
  await shoot(page, `recommend-${size}`, size === "desktop" ? "recommend" : undefined);
}

async function chat(page, url, size) {
  await page.goto(`${url}/chat`);
  // A small model may find no end; a picture needs none.
  await page.evaluate(() => localStorage.setItem("repartee.chat", JSON.stringify({ maxTokens: 120 })));
  await page.reload();
  await page.fill("textarea", "Name three sea animals as a list, and say one thing about each.");
  await page.keyboard.press("Enter");
  await page.locator(".stats", { hasText: "tokens/s" }).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(400);
  await shoot(page, `chat-${size}`);
}

/** A PNG to look at; for the docs a JPEG of less than 100 kB. */
async function shoot(page, name, documented) {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(join(folder, `${name}.png`));
  if (!forDocs || documented === undefined) return;
  await page.screenshot({ path: join(docs, `${documented}.jpg`), type: "jpeg", quality: 72, scale: "css" });
}
