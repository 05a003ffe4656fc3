// Builds web/ to dist/web/: the page with its hashed assets, and the avatar as one file for other pages.
import { join } from "node:path";
import { build } from "vite";
import { root } from "./build-state.mjs";

const web = join(root, "web");
const out = join(root, "dist", "web");
/** Browsers of the last three years. */
const target = ["chrome111", "firefox114", "safari16.4"];
const shared = {
  configFile: /** @type {const} */ (false),
  root: web,
  logLevel: /** @type {const} */ ("warn"),
  oxc: { jsx: { runtime: /** @type {const} */ ("automatic"), importSource: "preact" } },
};

await build({
  ...shared,
  build: { outDir: out, emptyOutDir: true, target, modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
await build({
  ...shared,
  publicDir: false,
  build: {
    outDir: out,
    emptyOutDir: false,
    target,
    lib: { entry: join(web, "avatar", "index.ts"), formats: ["es"], fileName: () => "avatar.js" },
  },
});
