import { describe, expect, it } from "vitest";
import { encodeModelName } from "./request-hooks.ts";

describe("a model's name in a path", () => {
  it.each([
    ["/models/a/b/load", "/models/a%2Fb/load"],
    ["/models/a%2Fb/load", "/models/a%2Fb/load"],
    ["/models/a/b%2Fc/unload?x=/y", "/models/a%2Fb%2Fc/unload?x=/y"],
    ["/models/load/load", "/models/load/load"],
    ["/models/tiny", "/models/tiny"],
    ["/models/a/b", "/models/a%2Fb"],
    ["/v1/models/a/b", "/v1/models/a%2Fb"],
    ["/v1/models/a/load", "/v1/models/a%2Fload"],
    ["/models", "/models"],
    ["/models?x=/models/a/b", "/models?x=/models/a/b"],
    ["/v1/chat/completions", "/v1/chat/completions"],
    ["/", "/"],
  ])("%s becomes %s", (url, encoded) => {
    expect(encodeModelName(url)).toBe(encoded);
  });
});
