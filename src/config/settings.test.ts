import { expect, test } from "vitest";
import { describeConfig } from "./describe-config.ts";
import { dialects } from "../engines/openai-compatible/dialects.ts";
import { configFromOptions, loadConfig } from "./load-config.ts";
import { settings } from "./settings.ts";
import { upstreamList } from "./kinds/upstream-list.ts";
import { readValue } from "../schema/index.ts";

test("settings have one spelling each in YAML, the environment and on the command line", () => {
  for (const pick of [
    settings.map((s) => s.name),
    settings.map((s) => s.key),
    settings.flatMap((s) => s.env),
    settings.flatMap((s) => s.flag ?? []),
  ]) {
    expect(new Set(pick).size).toBe(pick.length);
  }
});

test("every default is a value that its own kind accepts", () => {
  const given = settings.filter((setting) => setting.default !== null);
  const read = given.map(({ kind, default: value }) => readValue<unknown>(kind.schema, value));
  expect(read).toEqual(given.map((setting) => setting.default));
});

test("settings that are numbers of time or size carry their unit in the name", () => {
  for (const { key } of settings) expect(key).not.toMatch(/(timeout|limit|delay|interval)$/);
});

test("secrets have no flag and are masked, their length included", () => {
  const loaded = loadConfig({
    env: { REPARTEE_API_KEY: "hunter2,a-much-longer-secret" },
    workingDirectory: "/nonexistent",
  });
  const described = describeConfig(loaded);
  expect(described.find(({ key }) => key === "api_keys")?.value).toEqual(["••••••••", "••••••••"]);
  expect(JSON.stringify(described)).not.toMatch(/hunter2|longer/);
  expect(settings.filter(({ secret, flag }) => secret && flag !== null)).toEqual([]);
});

test("keys of upstreams are masked, and the rest of an upstream is shown", () => {
  const upstreams = [{ name: "gpu", baseUrl: "http://gpu/v1", apiKey: "hunter2" }];
  const config = configFromOptions({ upstreams });
  const described = describeConfig({ ...loadConfig({ env: {}, workingDirectory: "/nonexistent" }), config });
  const shown = described.find(({ key }) => key === "upstreams")?.value;
  expect(shown).toEqual([{ name: "gpu", baseUrl: "http://gpu/v1", apiKey: "••••••••" }]);
  expect(config.upstreams).toEqual(upstreams);
});

test("every dialect of the engine can be set, and no other", () => {
  const setTo = (dialect: string) => ({ name: "a", base_url: "http://a/v1", dialect });
  const { schema } = upstreamList();
  const read = readValue(schema, Object.keys(dialects).map(setTo));
  expect(read.map(({ dialect }) => dialect)).toEqual(Object.keys(dialects));
  expect(() => readValue(schema, [setTo("none")])).toThrow(
    `[0].dialect: expected one of ${Object.keys(dialects).join(", ")}, got "none"`,
  );
});
