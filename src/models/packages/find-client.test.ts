import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { findClient } from "./find-client.ts";

const context = { env: process.env, folder: tmpdir(), limitMs: 20_000 };

test.each([
  ["npm", "11.4.2\n", "11.4.2"],
  ["pip", "pip 25.0 from /usr/lib/python3/dist-packages/pip (python 3.12)", "25.0"],
] as const)("the version of %s is in what it prints", async (client, printed, version) => {
  const command = [process.execPath, "--eval", `process.stdout.write(${JSON.stringify(printed)})`, "--"] as const;
  const found = await findClient(client, { ...context, npmCommand: command, pipCommand: command });
  expect(found).toMatchObject({ client, version, command: expect.stringContaining("--eval") });
});

test("a client that hangs counts as missing", async () => {
  const command = [process.execPath, "--eval", "setInterval(() => {}, 1000)", "--"] as const;
  const found = await findClient("npm", { ...context, npmCommand: [...command], limitMs: 200 });
  expect(found).toMatchObject({ command: null });
});

test.each([
  ["there is no such program", ["no-such-program"]],
  ["it fails", [process.execPath, "--eval", "process.exit(1)", "--"]],
] as const)("a client is missing when %s", async (_, [program, ...args]) => {
  const found = await findClient("pip", { ...context, pipCommand: [program, ...args] });
  expect(found).toEqual({ client: "pip", command: null, version: null, tried: [[program, ...args].join(" ")] });
});
