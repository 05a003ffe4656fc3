import type { PageFile, PageFiles } from "./page-files.ts";

export interface PageRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface PageAnswer {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** The page's own addresses. `/` and `/models` are routes, too: a browser that asks for HTML gets the page. */
const pagePaths: ReadonlySet<string> = new Set(["/", "/chat", "/recommend", "/models", "/status"]);

/** Nothing runs, loads or connects but what this server sends; no script and no style is inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const documentHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "permissions-policy": "microphone=(self), camera=(), geolocation=()",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
};

/** Whether the answer at this address depends on the `Accept` header. */
export function isPagePath(url: string): boolean {
  return pagePaths.has(pathOf(url));
}

/** The page's answer to a request; undefined for what is not the page's. */
export function answerWithPage(files: PageFiles, request: PageRequest): PageAnswer | undefined {
  if (request.method !== "GET" && request.method !== "HEAD") return undefined;
  const path = pathOf(request.url);
  if (pagePaths.has(path)) {
    const index = files.get("/index.html");
    if (index === undefined || !wantsHtml(request)) return undefined;
    return answerWithFile(index, request, documentHeaders);
  }
  const file = files.get(path);
  // The document itself has no address of its own.
  return file === undefined || path === "/index.html" ? undefined : answerWithFile(file, request, {});
}

function answerWithFile(file: PageFile, request: PageRequest, more: Readonly<Record<string, string>>): PageAnswer {
  const headers = {
    ...more,
    "cache-control": file.immutable ? "public, max-age=31536000, immutable" : "no-cache",
    etag: file.etag,
    vary: "Origin, Accept, Accept-Encoding",
    "x-content-type-options": "nosniff",
    // The avatar's script is loaded by pages of other origins; which ones may, the check of origins has decided.
    "cross-origin-resource-policy": "cross-origin",
  };
  if (headerOf(request, "if-none-match").includes(file.etag)) return { status: 304, headers };
  const typed = { ...headers, "content-type": file.contentType };
  if (file.gzipped !== undefined && /\bgzip\b/.test(headerOf(request, "accept-encoding"))) {
    return { status: 200, headers: { ...typed, "content-encoding": "gzip" }, body: file.gzipped };
  }
  return { status: 200, headers: typed, body: file.bytes };
}

function wantsHtml(request: PageRequest): boolean {
  return /\btext\/html\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(headerOf(request, "accept"));
}

function headerOf({ headers }: PageRequest, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? "";
}
