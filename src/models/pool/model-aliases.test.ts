import { describe, expect, test } from "vitest";
import { readModelAlias, withModelAliases } from "./model-aliases.ts";
import type { OnDemandModels } from "./on-demand.ts";

function modelsNamed(...names: readonly string[]): OnDemandModels {
  return {
    find: async (name) => (names.includes(name) ? name : undefined),
    load: async () => {
      throw new Error("not used");
    },
    listDownloaded: async () => [],
    forget: async () => {},
    hint: () => "",
  };
}

describe("model aliases", () => {
  const aliases = ["gpt-4o=small", "claude-*=large", "old=missing", "*=small"].map(readModelAlias);
  const models = withModelAliases(modelsNamed("small", "large", "claude-own"), aliases);

  test.each([
    ["small", "small"],
    ["gpt-4o", "small"],
    ["claude-sonnet-4-5", "large"],
    ["claude-own", "claude-own"],
    ["anything", "small"],
    ["old", undefined],
  ])("%s is %s", async (name, model) => {
    expect(await models.find(name)).toBe(model);
  });

  test("without one that fits, nothing is found", async () => {
    expect(await withModelAliases(modelsNamed("small"), [readModelAlias("a=small")]).find("b")).toBeUndefined();
  });
});
