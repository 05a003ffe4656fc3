import { describe, expect, test } from "vitest";
import { parseModelReference } from "../../core/model-reference.ts";
import { builtInEntries, defaultModelName } from "./built-in-entries.ts";
import { createModelRegistry, fileOf } from "./model-registry.ts";
import { hardwareClasses } from "./hardware-class.ts";

describe("builtInEntries", () => {
  test.each(builtInEntries)("$name can be asked for by name and by repository, and has its default file", (entry) => {
    expect(parseModelReference(entry.name)).toEqual({ kind: "unknown", name: entry.name });
    expect(parseModelReference(entry.original).kind).toBe("hub");
    expect(parseModelReference(`hf:${entry.repository}:${entry.files[0]?.file}`)).toMatchObject(
      entry.form === "onnx" ? { kind: "hub" } : { kind: "hub", file: entry.files[0]?.file },
    );
    expect(fileOf(entry)).toBeDefined();
    for (const { aboutBytes } of entry.files) expect(aboutBytes).toBeGreaterThan(0);
  });

  test("a file is about as large as its parameters and quantization make it", () => {
    /* Bits a weight of the quantization, with room for embeddings that are kept finer. */
    const bits: Readonly<Record<string, readonly [number, number]>> = {
      Q4_K_S: [4.4, 5.2],
      Q4_K_M: [4.6, 6.2],
      Q5_K_M: [5.4, 6.6],
      Q6_K: [6.3, 6.9],
      Q8_0: [8.3, 9.5],
      F16: [15.5, 17],
    };
    for (const { name, parameterCount, files } of builtInEntries) {
      for (const { quantization, aboutBytes } of files) {
        const [least, most] = bits[quantization] ?? [0, Infinity];
        const found = (aboutBytes * 8) / parameterCount;
        expect(found, `${name} ${quantization}`).toBeGreaterThan(least);
        expect(found, `${name} ${quantization}`).toBeLessThan(most);
      }
    }
  });

  test("names and repositories are each listed once", () => {
    expect(new Set(builtInEntries.map(({ name }) => name)).size).toBe(builtInEntries.length);
    expect(new Set(builtInEntries.map(({ repository }) => repository)).size).toBe(builtInEntries.length);
  });

  test("the default model and every class's model are in it", () => {
    const registry = createModelRegistry();
    expect(registry.find(defaultModelName)).toBeDefined();
    for (const { model, quantization } of hardwareClasses) {
      const entry = registry.find(model);
      expect(entry === undefined ? undefined : fileOf(entry, quantization), model).toBeDefined();
    }
  });
});
