import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRepartee, type Repartee } from "../../src/index.ts";
import { clientOf, defaultUrl, runClient } from "./page-client.ts";

const folder = join("docs", "apps");
const pages = readdirSync(folder).filter((name) => name !== "README.md");
const longestClient = 30;

/** What each page's client has to print, whoever writes the reply. */
const printed: Readonly<Record<string, RegExp>> = {
  "taste-chat.md": /\S.+\{ source: '\w+', complete: true \}/s,
  "smollm.md": /model_name[^]*device/,
  "recommender.md": /\n(?:model|template)\n$/,
  "chat-backend.md": /\S/,
  "avatar.md": /face: .*\n[^]*source/,
};

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
    const client = clientOf(join(folder, page));
    expect(client.trim().split("\n").length).toBeLessThan(longestClient);
    expect(client).toContain(defaultUrl);
    const { code, errors, output } = await runClient(client, url);
    expect(errors).toBe("");
    expect(code).toBe(0);
    expect(output).toMatch(printed[page] ?? /^$/);
  });
});
