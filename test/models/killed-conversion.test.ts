import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { convertToGguf } from "../../src/models/formats/convert/convert-to-gguf.ts";
import { writeTinyGpt2 } from "../support/tiny-gpt2/tiny-gpt2.ts";

const child = fileURLToPath(new URL("./fixtures/converting-child.mjs", import.meta.url));

test("conversion that is killed in the middle leaves no model, and the next one cleans up and ends", async () => {
  const root = await mkdtemp(join(tmpdir(), "repartee-killed-"));
  const [folder, destination] = [join(root, "model"), join(root, "converted")];
  try {
    await writeTinyGpt2(folder, { seed: 1, file: "torch-zip", elementType: "F32" });
    const converting = fork(child, [folder, destination], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    expect(await once(converting, "message")).toEqual(["half", undefined]);
    converting.kill("SIGKILL");
    await once(converting, "exit");

    const left = await readdir(destination);
    expect(left).toEqual([expect.stringMatching(/\.gguf\.\d+-[0-9a-f]{8}\.part$/)]);
    const part = join(destination, left[0] ?? "");
    expect((await stat(part)).size).toBeGreaterThan(0);
    const hourAgo = Date.now() / 1000 - 3600;
    await utimes(part, hourAgo, hourAgo);

    const { signal } = new AbortController();
    const { path } = await convertToGguf({ folder, destination, quantization: "f16", signal });
    expect(await readdir(destination)).toEqual([basename(path)]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
