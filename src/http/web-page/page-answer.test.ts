import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerWithPage } from "./page-answer.ts";
import { readBuiltPage, type PageFiles } from "./page-files.ts";

const html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const folder = mkdtempSync(join(tmpdir(), "repartee-page-"));
let files: PageFiles;

beforeAll(() => {
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), `<!doctype html>${"<p>Ollie</p>".repeat(50)}`);
  writeFileSync(join(folder, "assets", "talk-1234abcd.js"), "export {};");
  writeFileSync(join(folder, ".stamp"), "not a file of the page");
  files = readBuiltPage(folder) ?? new Map();
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (url: string, headers: Record<string, string> = {}, method = "GET"): ReturnType<typeof answerWithPage> =>
  answerWithPage(files, { method, url, headers });

test("a page that is not built is no page", () => {
  expect(readBuiltPage(join(folder, "assets"))).toBeUndefined();
});

describe("page", () => {
  test.each(["/", "/chat", "/recommend", "/models", "/status", "/?voice=1"])("answers a browser at %s", (url) => {
    const answer = ask(url, { accept: html });
    expect(answer?.status).toBe(200);
    expect(answer?.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer?.headers["cache-control"]).toBe("no-cache");
    expect(answer?.headers["content-security-policy"]).toContain("script-src 'self';");
    expect(answer?.headers["content-security-policy"]).not.toContain("unsafe");
  });

  test.each([
    ["a program", "/", "*/*", "GET"],
    ["a client of JSON", "/models", "application/json", "GET"],
    ["who refuses HTML", "/", "text/html;q=0", "GET"],
    ["another method", "/", html, "POST"],
    ["a route", "/v1/models", html, "GET"],
    ["the document's file name", "/index.html", html, "GET"],
    ["a path out of the folder", "/../package.json", html, "GET"],
    ["a file of no known kind", "/.stamp", html, "GET"],
  ])("leaves %s to the routes", (_who, url, accept, method) => {
    expect(ask(url, { accept }, method)).toBeUndefined();
  });

  test("has files with a hash in their names cached for ever, and others asked for again", () => {
    expect(ask("/assets/talk-1234abcd.js")?.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    const first = ask("/", { accept: html });
    const again = ask("/", { accept: html, "if-none-match": first?.headers["etag"] ?? "" });
    expect([again?.status, again?.body]).toEqual([304, undefined]);
  });

  test("is compressed for those who read gzip", () => {
    const plain = ask("/", { accept: html });
    const zipped = ask("/", { accept: html, "accept-encoding": "gzip, br" });
    expect(plain?.headers["content-encoding"]).toBeUndefined();
    expect(zipped?.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(zipped?.body ?? "")).toEqual(plain?.body);
  });
});
