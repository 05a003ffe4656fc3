import { expect, it } from "vitest";
import { parseBaseUrl } from "./base-url.ts";

it.each([
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["https://gpu.example/v1/", "https://gpu.example/v1"],
  ["http://[::1]:11434//", "http://[::1]:11434"],
])("base URL %s is read as %s", (text, expected) => {
  expect(parseBaseUrl(text, "gpu")).toBe(expected);
});

it.each([
  ["", "no URL"],
  ["gpu.example/v1", "no URL"],
  ["file:///etc/passwd", "neither http nor https"],
  ["ftp://gpu.example", "neither http nor https"],
  ["http://gpu.example/v1?key=secret", "a query"],
  ["http://gpu.example/#secret", "a fragment"],
])('base URL "%s" is refused: %s', (text, problem) => {
  expect(() => parseBaseUrl(text, "gpu")).toThrow(problem);
});

it("base URL with credentials is refused without showing them", () => {
  const refused = (): string => parseBaseUrl("https://user:hunter2@gpu.example", "gpu");
  expect(refused).toThrow("user name or password");
  expect(refused).not.toThrow("hunter2");
});
