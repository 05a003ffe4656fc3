import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";

interface Path {
  readonly files: readonly string[];
  readonly perToken: readonly string[];
}

let paths: Readonly<Record<"chatCompletion" | "personaReply", Path>>;

beforeAll(async () => {
  const script = fileURLToPath(new URL("../../scripts/token-path.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--json"]);
  paths = JSON.parse(stdout) as typeof paths;
}, 120_000);

// docs/architecture.md says how the files are counted. A number may fall; a wrapper that raises one needs a reason.
test.each([
  // One file for every token takes the reasoning out of the text, one keeps the text for when the process dies. Each
  // request may have an idempotency key.
  ["chatCompletion", { files: 45, perToken: 17 }],
  // Without the judge, which lets no random model's reply pass. The runner's sign of life may come in every round.
  // Three files look each turn through for danger and for deaths, and take addresses out before they read its language.
  ["personaReply", { files: 68, perToken: 29 }],
] as const)("the path of a %s is no longer than it was", (name, most) => {
  const { files, perToken } = paths[name];
  expect(files.length, files.join("\n")).toBeLessThanOrEqual(most.files);
  expect(perToken.length, perToken.join("\n")).toBeLessThanOrEqual(most.perToken);
  // A path that was not followed would be short.
  expect(files).toEqual(expect.arrayContaining(["serving/attempt.ts", "http/event-stream.ts"]));
});
