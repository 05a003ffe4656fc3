/** Debian's Chromium, or one that is installed elsewhere: nothing is downloaded. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const places = [
  process.env["REPARTEE_TEST_CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const executablePath: string | undefined = places.find((path) => path !== undefined && existsSync(path));

/** Why no test of the page can run here; undefined when they can. */
export const noBrowser: string | undefined =
  executablePath === undefined
    ? "Chromium is not installed (`apt-get install chromium`, or REPARTEE_TEST_CHROMIUM=/path/to/it)"
    : undefined;

/** @throws Error where there is none; see `noBrowser`. */
export async function startBrowser(args: readonly string[] = []): Promise<Browser> {
  if (executablePath === undefined) throw new Error(noBrowser);
  return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", ...args] });
}
