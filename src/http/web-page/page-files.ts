import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** A file of the built page, held in memory: all of them together are less than a megabyte. */
export interface PageFile {
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Absent where compression saves nothing. */
  readonly gzipped?: Buffer;
  readonly etag: string;
  /** Its name holds a hash of its content, so it never changes. */
  readonly immutable: boolean;
}

/** By path from the server's root: `/index.html`, `/assets/talk-BvZ3x0aQ.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
  ".json": "application/json",
};

/** The folder lies at the same distance from a source and from what it is compiled to. */
const builtPage = fileURLToPath(new URL("../../../dist/web/", import.meta.url));

/** What `npm run build` made of `web/`; undefined where it has not run. */
export function readBuiltPage(folder: string = builtPage): PageFiles | undefined {
  if (!existsSync(join(folder, "index.html"))) return undefined;
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = contentTypes[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const url = `/${relative(folder, path).split(sep).join("/")}`;
    files.set(url, toPageFile(readFileSync(path), contentType, url.startsWith("/assets/")));
  }
  return files;
}

function toPageFile(bytes: Buffer, contentType: string, immutable: boolean): PageFile {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  const gzipped = gzipSync(bytes, { level: 9 });
  return { contentType, bytes, etag, immutable, ...(gzipped.length < bytes.length * 0.9 ? { gzipped } : {}) };
}
