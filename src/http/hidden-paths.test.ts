import { expect, test } from "vitest";
import { hidePaths } from "./hidden-paths.ts";

test.each([
  ["there is no file at /opt/my-models/x.gguf", "there is no file at x.gguf"],
  ['Cannot read "/var/lib/repartee/repartee.db": locked', 'Cannot read "repartee.db": locked'],
  ["in D:\\models\\x.gguf is no model", "in x.gguf is no model"],
  ["at /models/x.gguf, and in /data/cache/tokenizer.json", "at x.gguf, and in tokenizer.json"],
  ["/tmp/repartee-Ab12/s", "s"],
])("path in %j is cut to its last part", (text, expected) => {
  expect(hidePaths(text)).toBe(expected);
});

test.each([
  "GET /v1/models lists the names",
  "Take it out of memory first: DELETE /models/acme/tiny/unload",
  "GET /api/conversations?user_id=USER lists them; GET /openapi.json lists every route",
  "https://huggingface.co/acme/tiny/resolve/main/x.gguf",
  "hf:acme/tiny/x-Q4_0.gguf and acme/tiny",
  "docs/engines.md has the table; ./model.gguf",
])("%j has no path of the machine and stays as it is", (text) => {
  expect(hidePaths(text)).toBe(text);
});
