import { chromium, type Browser } from "playwright-core";
import { chromiumPath, noChromium } from "../scripts/chromium.mjs";

/** Why no test of the page can run here; undefined when they can. */
export const noBrowser: string | undefined = noChromium;

/** @throws Error where there is none; see `noBrowser`. */
export async function startBrowser(args: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(noBrowser);
  return await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...args],
  });
}
