import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { createApp, type App } from "../../src/app.ts";
import { createProgram } from "../../src/cli/program.ts";
import { configFromOptions } from "../../src/config/index.ts";
import { settings } from "../../src/config/settings.ts";
import { errorCatalog } from "../../src/core/errors.ts";
import { silentLog } from "../../src/core/log.ts";
import { bySamplingField } from "../../src/core/sampling.ts";
import { createEngine, engineIds } from "../../src/engines/registry.ts";
import { builtInEntries } from "../../src/models/registry/built-in-entries.ts";
import { hardwareClasses } from "../../src/models/registry/hardware-class.ts";
import { codeMarksOf, sectionsOf, tablesOf } from "./markdown.ts";
import { filesMatching, readRepositoryFile } from "./repository-files.ts";

/** Rows of all tables of a document whose first column has this name. */
function rowsOf(path: string, firstColumn: string): readonly (readonly string[])[] {
  const tables = tablesOf(readRepositoryFile(path)).filter(({ header }) => header[0] === firstColumn);
  return tables.flatMap(({ rows }) => rows);
}

/** Rows as lines in one order, so that two lists can be compared. */
const lines = (rows: readonly (readonly unknown[])[]): readonly string[] => rows.map((row) => row.join(" ")).toSorted();

const marked = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

test("docs/configuration.md has every setting with its names and default, and no other", () => {
  const documented = rowsOf("docs/configuration.md", "key").map((row) => row.slice(0, 4));
  const written = (value: unknown): string => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return "none";
    return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
  };
  expect(documented).toEqual(
    settings.map(({ key, env, flag, default: value }) => [
      `\`${key}\``,
      env.length === 0 ? "–" : marked(env),
      flag === null ? "–" : `\`${flag}\``,
      written(value),
    ]),
  );
});

test("settings files in the docs have known keys only", () => {
  const known = new Set<string>(settings.map(({ key }) => key));
  const examples = filesMatching(/^(?:README|CONTRIBUTING|docs\/.*)\.md$/).flatMap((path) =>
    [...readRepositoryFile(path).matchAll(/```yaml\n(# repartee\.config\.yaml\n[^]*?)```/g)].map(([, yaml = ""]) => ({
      path,
      keys: Object.keys(parseYaml(yaml) as object),
    })),
  );
  expect(examples.length).toBeGreaterThan(3);
  for (const { path, keys } of examples)
    expect(
      keys.filter((key) => !known.has(key)),
      path,
    ).toEqual([]);
});

test("docs/errors.md has every error code with its status and type, and no other", () => {
  const documented = rowsOf("docs/errors.md", "code").map(([code, status, type]) => [code, status, type]);
  const codes = Object.entries(errorCatalog).map(([code, { status, type }]) => [
    `\`${code}\``,
    String(status),
    `\`${type}\``,
  ]);
  expect(lines(documented)).toEqual(lines(codes));
});

test("docs/errors.md says of every code when it comes and what to do", () => {
  for (const row of rowsOf("docs/errors.md", "code")) expect(row.slice(3), row[0]).toEqual([/\w/, /\w/].map(matching));
});

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

describe("docs/http.md", () => {
  let app: App;
  let url = "";
  beforeAll(async () => {
    app = await createApp(configFromOptions({ model: "echo", port: 0 }), { log: silentLog });
    ({ url } = await app.listen());
  });
  afterAll(() => app.close());

  test("has every route with its other paths and whether it needs a key, and no other", async () => {
    const documented = rowsOf("docs/http.md", "route").flatMap(([route = "", also = "", key = ""]) => {
      const [method = "", path = ""] = codeMarksOf(route)[0]?.split(" ") ?? [];
      return [path, ...codeMarksOf(also)].map((one) => `${method} ${one} ${key}`);
    });
    expect(documented.toSorted()).toEqual((await describedRoutes(url)).toSorted());
  });

  test("has a section for every route", () => {
    const routes = rowsOf("docs/http.md", "route").map(([route = ""]) => codeMarksOf(route)[0]);
    const headings = sectionsOf(readRepositoryFile("docs/http.md")).map(({ heading }) => heading);
    expect(routes.filter((route) => !headings.includes(`\`${route ?? ""}\``))).toEqual([]);
  });

  test("has every field of a chat request, and no other", async () => {
    const section = sectionsOf(readRepositoryFile("docs/http.md")).find(
      ({ heading }) => heading === "`POST /v1/chat/completions`",
    );
    const tables = tablesOf(section?.text ?? "").filter(({ heading }) => heading === "Fields of the request");
    const fieldRows = tables.flatMap(({ rows }) => rows);
    const ranges = fieldRows.flatMap(([names = "", range]) => codeMarksOf(names).map((name) => [name, range] as const));
    expect(Object.fromEntries(ranges)).toMatchObject(
      bySamplingField(({ min, max }) => (max > 100 ? `from ${min}` : `${min}–${max}`)),
    );
    const fields = fieldRows.flatMap(([names = ""]) => codeMarksOf(names).map((name) => name.split(".")[0]));
    const { paths } = await readDocument(url);
    const schema = paths["/v1/chat/completions"]?.["post"]?.requestBody?.content["application/json"]?.schema;
    expect(new Set(fields)).toEqual(new Set(Object.keys(schema?.properties ?? {})));
  });

  test("has every metric of Repartee's own with its kind, and no other", async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const rendered = [...text.matchAll(/^# TYPE (repartee_\w+) (\w+)$/gm)].map(([, name = "", kind = ""]) => [
      name,
      kind,
    ]);
    const documented = rowsOf("docs/http.md", "metric").map(([name = "", kind = ""]) => [codeMarksOf(name)[0], kind]);
    expect(lines(documented)).toEqual(lines(rendered));
  });
});

interface DescribedOperation {
  /** Empty when the route is public. */
  readonly security?: readonly unknown[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: { readonly properties?: object } }>>;
  };
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

async function readDocument(url: string): Promise<OpenApiDocument> {
  const document: OpenApiDocument = JSON.parse(await (await fetch(`${url}/openapi.json`)).text());
  return document;
}

async function describedRoutes(url: string): Promise<readonly string[]> {
  const { paths } = await readDocument(url);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { security }]) => `${method.toUpperCase()} ${path} ${security?.length === 0 ? "no" : "yes"}`,
    ),
  );
}

describe("docs/cli.md", () => {
  const sections = sectionsOf(readRepositoryFile("docs/cli.md"));
  const settingFlags = new Set(settings.flatMap(({ flag }) => flag ?? []));

  const program = createProgram();
  const names = program.commands.map((command) => command.name());

  test("has a section for every command, and for no other", () => {
    const commands = [...names, "help"].map((name) => `\`repartee ${name}\``);
    const documented = sections.map(({ heading }) => heading).filter((heading) => /^`repartee \w+`$/.test(heading));
    expect(documented.toSorted()).toEqual(commands.toSorted());
  });

  test.each(names)("has every option of `repartee %s`, and no other", (command) => {
    const help = program.commands.find((one) => one.name() === command)?.helpInformation() ?? "";
    const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag = ""]) => flag);
    const text = sections.find(({ heading }) => heading === `\`repartee ${command}\``)?.text ?? "";
    const table = tablesOf(text)
      .filter(({ header }) => header[0] === "option")
      .flatMap(({ rows }) => rows.map(([option = ""]) => codeMarksOf(option)[0]?.split(" ")[0] ?? ""));
    expect(table.toSorted()).toEqual(flags.filter((flag) => !settingFlags.has(flag)).toSorted());

    const shared = /^Settings: (.*)$/m.exec(text)?.[1] ?? "";
    const given = shared === "all." ? [...settingFlags] : codeMarksOf(shared);
    expect(given.toSorted()).toEqual(flags.filter((flag) => settingFlags.has(flag)).toSorted());
  });
});

test("docs/models.md has every hardware class with its model and reason, and no other, in their order", () => {
  expect(rowsOf("docs/models.md", "machine")).toEqual(
    hardwareClasses.map(({ name, model, quantization, reason }) => [
      name,
      `\`${model}\``,
      `\`${quantization}\``,
      reason,
    ]),
  );
});

test("docs/models.md shows every model of the catalog in the output of `repartee list`", () => {
  const shown = readRepositoryFile("docs/models.md").split("\n");
  for (const { name } of builtInEntries) expect(shown.some((line) => line.startsWith(`${name} `))).toBe(true);
});

describe("docs of engines", () => {
  test("there is a page for every engine, and for no other", () => {
    expect(filesMatching(/^docs\/engines\/.*\.md$/)).toEqual(engineIds.map((id) => `docs/engines/${id}.md`).toSorted());
  });

  test.each(engineIds)("docs/engines/%s.md says what the engine can do, in its own words", async (id) => {
    const { capabilities } = await createEngine(id, { log: silentLog });
    const rows = Object.entries(capabilities).map(([name, support]) => [
      `\`${name}\``,
      support === true ? "yes" : `no: ${support.unsupported}`,
    ]);
    expect(rowsOf(`docs/engines/${id}.md`, "ability").map(([name, support]) => [name, support])).toEqual(rows);
  });

  test("docs/engines.md compares all of them", async () => {
    const engines = await Promise.all(engineIds.map((id) => createEngine(id, { log: silentLog })));
    const table = tablesOf(readRepositoryFile("docs/engines.md")).find(({ header }) => header[0] === "ability");
    const columns = (table?.header ?? []).slice(2).map((name) => codeMarksOf(name)[0] ?? "");
    expect(columns.toSorted()).toEqual([...engineIds].toSorted());
    const rows = Object.keys(engines[0]?.capabilities ?? {}).map((ability) => [
      `\`${ability}\``,
      ...columns.map((id) => {
        const engine = engines.find((one) => one.id === id);
        return Object.entries(engine?.capabilities ?? {}).some(
          ([name, support]) => name === ability && support === true,
        )
          ? "yes"
          : "no";
      }),
    ]);
    expect(table?.rows.map(([ability, _meaning, ...support]) => [ability, ...support])).toEqual(rows);
  });
});
