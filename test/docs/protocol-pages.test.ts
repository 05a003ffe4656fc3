/** The client that each page of docs/protocols shows, taken out of the page and run against a server. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRepartee, type Repartee } from "../../src/index.ts";
import { defaultUrl, runClient } from "./page-client.ts";

const folder = join("docs", "protocols");
const pages = readdirSync(folder);

/** What the model `echo` says, as the client prints it. */
const printed: Readonly<Record<string, RegExp>> = {
  "anthropic.md": /Why is the sky blue\?/,
  "ollama.md": /Hi/,
  "openai.md": /Why is the sky blue\?/,
  "responses.md": /Why is the sky blue\?/,
};

function clientOf(page: string): string {
  const block = /```ts\n([^]*?)```/.exec(readFileSync(join(folder, page), "utf8"))?.[1];
  if (block === undefined) throw new Error(`${page} shows no client`);
  return block;
}

describe("page of a protocol", () => {
  let repartee: Repartee;
  let url = "";

  beforeAll(async () => {
    repartee = await createRepartee({ model: "echo", modelAliases: ["*=echo"] });
    url = (await repartee.listen({ port: 0 })).url;
  });
  afterAll(() => repartee[Symbol.asyncDispose]());

  test("is there for each protocol", () => {
    expect(pages.toSorted()).toEqual(Object.keys(printed));
  });

  test.each(pages)("shows a client that works as it is: %s", async (page) => {
    const client = clientOf(page);
    expect(client).toContain(defaultUrl);
    const { code, errors, output } = await runClient(client, url);
    expect(errors).toBe("");
    expect(code).toBe(0);
    expect(output).toMatch(printed[page] ?? /^$/);
  });

  test.each(pages)("says what is not there, pictures among it: %s", (page) => {
    const text = readFileSync(join(folder, page), "utf8");
    expect(text).toMatch(/^(?:Not there: |## What is not$)/m);
    expect(text).toMatch(/images/);
  });
});
