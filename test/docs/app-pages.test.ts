import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRepartee, type Repartee } from "../../src/index.ts";

const folder = join("docs", "apps");
const pages = readdirSync(folder).filter((name) => name !== "README.md");
const longestClient = 30;
const defaultUrl = "http://127.0.0.1:8000";

/** What each page's client has to print, whoever writes the reply. */
const printed: Readonly<Record<string, RegExp>> = {
  "taste-chat.md": /\S.+\{ source: '\w+', complete: true \}/s,
  "smollm.md": /model_name[^]*device/,
  "recommender.md": /\n(?:model|template)\n$/,
  "chat-backend.md": /\S/,
  "avatar.md": /face: .*\n[^]*source/,
};

function clientOf(page: string): string {
  const block = /```js\n([^]*?)```/.exec(readFileSync(join(folder, page), "utf8"));
  if (block?.[1] === undefined) throw new Error(`${page} shows no client`);
  return block[1];
}

describe("page of an app", () => {
  let repartee: Repartee;
  let url = "";

  beforeAll(async () => {
    repartee = await createRepartee({ model: "echo" });
    url = (await repartee.listen({ port: 0 })).url;
  });
  afterAll(() => repartee[Symbol.asyncDispose]());

  test("is written for each kind, and linked from the overview", () => {
    expect(pages.toSorted()).toEqual(Object.keys(printed).toSorted());
    const overview = readFileSync(join(folder, "README.md"), "utf8");
    for (const page of pages) expect(overview).toContain(`](${page})`);
  });

  test.each(pages)("shows a client that works and is short: %s", async (page) => {
    const client = clientOf(page);
    expect(client.trim().split("\n").length).toBeLessThan(longestClient);
    expect(client).toContain(defaultUrl);
    const child = spawn(process.execPath, ["--input-type=module", "-"], { stdio: ["pipe", "pipe", "pipe"] });
    child.stdin.end(client.replaceAll(defaultUrl, url));
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(errors).toBe("");
    expect(child.exitCode).toBe(0);
    expect(output).toMatch(printed[page] ?? /^$/);
  });
});
