/** Debian's Chromium, or one that is installed elsewhere: nothing is downloaded. */
import { existsSync } from "node:fs";

const places = [
  process.env.REPARTEE_TEST_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

export const chromiumPath = places.find((path) => path !== undefined && existsSync(path));

export const noChromium =
  chromiumPath === undefined
    ? "Chromium is not installed (`apt-get install chromium`, or REPARTEE_TEST_CHROMIUM=/path/to/it)"
    : undefined;
