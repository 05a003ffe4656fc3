import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { writeTinyGpt2 } from "../../src/testing/tiny-onnx/write-tiny-gpt2.ts";
import { temporaryFolder } from "./tiny-model.ts";

interface LoadedLibraries {
  /** Libraries of ONNX Runtime and sharp that the process had loaded, by the moment. */
  readonly atStart: readonly string[];
  readonly withRunner: readonly string[];
  readonly inProcess: readonly string[];
}

it("a serving process loads no ONNX Runtime: neither at its start nor with a model in a runner", async () => {
  const folder = await temporaryFolder();
  await writeTinyGpt2(folder, { answers: { seed: 1 } });
  const program = fileURLToPath(new URL("./fixtures/loaded-libraries.mjs", import.meta.url));
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const [[message]] = await Promise.all([once(child, "message"), once(child, "close")]);
  const { atStart, withRunner, inProcess } = message as LoadedLibraries;
  expect(atStart).toEqual([]);
  expect(withRunner).toEqual([]);
  // The same look finds it where it is: in a process that hosts the engine itself.
  expect(inProcess.join()).toContain("onnxruntime");
});
