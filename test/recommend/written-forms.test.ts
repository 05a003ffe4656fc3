/** The forms that models write lists in, from an upstream through the whole app: whole and streamed, only what was recommended is shown. */
import { createParser } from "eventsource-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp, type App } from "../../src/app.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { silentLog } from "../../src/core/log.ts";
import { startFakeOllama, type FakeOllama } from "../../src/testing/fake-ollama/fake-ollama.ts";

interface Item {
  readonly title: string;
  readonly year: number | null;
  readonly source: string;
}

interface Form {
  readonly name: string;
  readonly reply: string;
  /** Title and year of what is recommended, in this order. */
  readonly items: readonly (readonly [title: string, year: number | null])[];
  /** What may stand nowhere in the items. */
  readonly absent?: readonly string[];
}

const think = "</think>";

const forms: readonly Form[] = [
  {
    name: "titles above fields with an app's own rating",
    reply:
      "**Severance**\n- Description: Office workers.\n- Recommendarr Rating: 92%\n\n**Dark**\n- Description: A town.\n- Recommendarr Rating: 95%",
    items: [
      ["Severance", 2022],
      ["Dark", 2017],
    ],
    absent: ["Rating"],
  },
  {
    name: "numbered titles above fields",
    reply: "1. Severance\n   - **My Rating:** 9/10\n   - **Why:** Office dread.\n2. Dark\n   - **My Rating:** 85%\n",
    items: [
      ["Severance", 2022],
      ["Dark", 2017],
    ],
    absent: ["Rating", "Why"],
  },
  ...["think", "thinking", "reasoning"].map((tag) => ({
    name: `reasoning in <${tag}>`,
    reply: `<${tag}>\n1. Heat (1995)\n2. Ronin (1998) - already seen, skip.\n</${tag}>\n\n1. Collateral (2004) - night`,
    items: [["Collateral", 2004]] as const,
    absent: ["Heat", "Ronin"],
  })),
  {
    name: "a table with columns of other names",
    reply: "| Movie Title | Short Summary |\n|---|---|\n| Heat | Cops |\n| Collateral | A taxi. |\n",
    items: [
      ["Heat", 1995],
      ["Collateral", 2004],
    ],
    absent: ["Summary", "Movie Title"],
  },
  {
    name: "a table with a rank and a year",
    reply:
      "| # | Film | Released | Why watch |\n|:-:|---|---|---|\n| 1 | Heat | 1995 | Cops |\n| 2 | Collateral | 2004 | A taxi. |\n",
    items: [
      ["Heat", 1995],
      ["Collateral", 2004],
    ],
    absent: ["Released", "Why"],
  },
  {
    name: "Roman numerals",
    reply: "I. Heat (1995)\nII. Collateral (2004)\nIII. Ran (1985)\n",
    items: [
      ["Heat", 1995],
      ["Collateral", 2004],
      ["Ran", 1985],
    ],
  },
  {
    name: "an author between title and year",
    reply: '1. "The Hobbit" by J.R.R. Tolkien (1937)\n2. "Emma" by Jane Austen (1815)\n',
    items: [
      ["The Hobbit", 1937],
      ["Emma", 1815],
    ],
    absent: ["Tolkien", "Austen"],
  },
  {
    name: "JSON in a fence, with words around it",
    reply: 'Sure!\n```json\n[{"title": "Heat", "year": 1995}, {"title": "Collateral", "year": 2004}]\n```\nEnjoy!',
    items: [
      ["Heat", 1995],
      ["Collateral", 2004],
    ],
    absent: ["Enjoy", "Sure"],
  },
  {
    name: "bold bullets with dashes, lines of CRLF and the same title twice",
    reply:
      "Here you go:\r\n\r\n- **Heat** (1995) – cops\r\n- **Heat** (1995) – robbers\r\n- **Collateral** (2004) – night\r\n\r\nTell me more!",
    items: [
      ["Heat", 1995],
      ["Collateral", 2004],
    ],
    absent: ["Here you go", "Tell me"],
  },
];

let reply = "";
let ollama: FakeOllama;
let app: App;
let url: string;
beforeAll(async () => {
  ollama = await startFakeOllama({ reply: () => reply });
  app = await createApp(
    configFromOptions({
      port: 0,
      autoDownload: false,
      preload: false,
      ollamaHost: ollama.url,
      recommendationFormat: "list",
    }),
    { log: silentLog },
  );
  ({ url } = await app.listen());
});
afterAll(async () => {
  await app.close();
  await ollama[Symbol.asyncDispose]();
});

async function ask(more: object): Promise<string> {
  const response = await fetch(`${url}/api/recommendations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "something for tonight", mode: "open", ...more }),
  });
  expect(response.status).toBe(200);
  return response.text();
}

/** Of a stream, what its events showed; the last event has the same. */
function shownIn(stream: string): readonly Item[] {
  const shown: Item[] = [];
  let done: readonly Item[] = [];
  createParser({
    onEvent({ event, data }) {
      if (event === "recommendation") shown.push(JSON.parse(data));
      if (event === "done") done = JSON.parse(data).recommendations;
    },
  }).feed(stream);
  expect(done).toEqual(shown);
  return shown;
}

function expectForm(items: readonly Item[], form: Form): void {
  const ofModel = items.filter(({ source }) => source === "model");
  expect(ofModel.map(({ title, year }) => [title, year])).toEqual(form.items);
  for (const words of form.absent ?? []) {
    for (const { title } of ofModel) expect(title).not.toContain(words);
  }
}

describe.each(forms)("$name", (form) => {
  test.each([form.items.length, form.items.length + 2])("whole, of %d asked for", async (limit) => {
    ({ reply } = form);
    const answer: { readonly recommendations: readonly Item[] } = JSON.parse(await ask({ limit }));
    expectForm(answer.recommendations, form);
  });

  test.each([form.items.length, form.items.length + 2])("streamed, of %d asked for", async (limit) => {
    ({ reply } = form);
    expectForm(shownIn(await ask({ limit, stream: true })), form);
  });
});

test("reasoning that nothing opened is known by the second list, and is then never shown", async () => {
  reply = `1. Heat (1995)\n2. Ronin (1998) - already seen, skip.\n${think}\n\n1. Collateral (2004) - night`;
  await ask({ limit: 3 });
  const form = { name: "", reply, items: [["Collateral", 2004]] } as const;
  expectForm(JSON.parse(await ask({ limit: 3 })).recommendations, form);
  expectForm(shownIn(await ask({ limit: 3, stream: true })), form);
});
