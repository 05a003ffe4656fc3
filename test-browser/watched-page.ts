/** A page that notices what must not happen: errors in its console, and requests to hosts other than the server's. */
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Addresses of all requests so far. */
  readonly requests: readonly string[];
  readonly errors: readonly string[];
  /** Fails on errors, on foreign hosts, and on anything wider than the window. */
  expectClean(): Promise<void>;
}

/** The two sizes that everything has to look right in. */
export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: "dark",
};
export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };

export async function openWatched(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = desktop,
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  // A model on a busy machine may take its time; what never comes still fails.
  context.setDefaultTimeout(100_000);
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  await page.goto(url);
  const { origin } = new URL(url);
  return {
    page,
    requests,
    errors,
    async expectClean() {
      expect(errors).toEqual([]);
      expect(
        requests.filter((request) => !/^(?:data|blob):/.test(request) && new URL(request).origin !== origin),
      ).toEqual([]);
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
