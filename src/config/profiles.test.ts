import { expect, test } from "vitest";
import { describeConfig } from "./describe-config.ts";
import { configFromOptions, loadConfig } from "./load-config.ts";

const upstreams = [{ name: "gpu", baseUrl: "http://gpu/v1" }];

test("profile gateway has defaults of its own, and whatever is named is stronger", () => {
  const loaded = loadConfig({
    flags: { profile: "gateway", maxQueued: "7", ollamaHost: "http://gpu:11434" },
    env: {},
    workingDirectory: "/nonexistent",
  });
  expect(loaded.config).toMatchObject({ maxInFlight: 4_096, maxQueued: 7, autoDownload: false, gpuLayers: 0 });
  const origins = new Map(describeConfig(loaded).map(({ key, origin }) => [key, origin.label]));
  expect(origins.get("max_in_flight")).toBe("default of profile gateway");
  expect(origins.get("max_queued")).toBe("--max-queued");
  expect(origins.get("port")).toBe("default");
});

test("without a profile nothing changes", () => {
  expect(configFromOptions({})).toMatchObject({ profile: "local", maxInFlight: 64, autoDownload: true });
});

test("a gateway's configuration can be checked again", () => {
  const config = configFromOptions({ profile: "gateway", upstreams });
  expect(configFromOptions(config)).toEqual(config);
});

test.each([
  ["without a server behind it", {}, /expected an entry of upstreams, got none/],
  ["with a model of this machine", { upstreams, model: "./model.gguf" }, /it would run on this machine/],
  ["with one in its list", { upstreams, models: [{ name: "a", reference: "hf:a/b" }] }, /"hf:a\/b"/],
  ["that there is not", { profile: "cluster" as "local" }, /profile: expected one of local, gateway/],
])("a gateway %s is refused", (_name, options, message) => {
  expect(() => configFromOptions({ profile: "gateway", ...options })).toThrow(message);
});

test("a gateway may have models of upstreams, written replies and names for them", () => {
  const models = [{ name: "chat", reference: "openai:gpu/m" }];
  expect(configFromOptions({ profile: "gateway", upstreams, models, model: "chat" }).model).toBe("chat");
  expect(configFromOptions({ profile: "gateway", upstreams, model: "openai:gpu/m" }).model).toBe("openai:gpu/m");
});
