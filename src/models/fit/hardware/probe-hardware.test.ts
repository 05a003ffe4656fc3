import { describe, expect, test } from "vitest";
import type { Gpu } from "./hardware.ts";
import { probeHardware } from "./probe-hardware.ts";
import type { SystemSource } from "./system-source.ts";

const GiB = 2 ** 30;
const noGpu = async (): Promise<Gpu> => ({ kind: "none", reason: "not asked for" });

function system(parts: Partial<SystemSource>, texts: Readonly<Record<string, string>> = {}): SystemSource {
  return {
    platform: "linux",
    architecture: "x64",
    cpuModels: () => ["Some CPU", "Some CPU"],
    availableParallelism: () => 2,
    totalMemoryBytes: () => 16 * GiB,
    freeMemoryBytes: () => GiB,
    readText: async (path) => texts[path],
    run: async () => undefined,
    fileSystem: async () => undefined,
    ...parts,
  };
}

const meminfo = { "/proc/meminfo": `MemTotal: ${16 * 2 ** 20} kB\nMemAvailable: ${10 * 2 ** 20} kB\n` };

describe("probeHardware", () => {
  test("a machine without limits has its own memory", async () => {
    const { memory, gpu } = await probeHardware({ system: system({}, meminfo), probeGpu: noGpu });
    expect(memory).toEqual({ totalBytes: 16 * GiB, freeBytes: 10 * GiB, boundBy: "machine" });
    expect(gpu).toEqual({ kind: "none", reason: "not asked for" });
  });

  test("a container's limit and quota bind", async () => {
    const texts = {
      ...meminfo,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": String(4 * GiB),
      "/sys/fs/cgroup/memory.current": String(GiB),
      "/sys/fs/cgroup/cpu.max": "50000 100000",
    };
    const { memory, cpu } = await probeHardware({ system: system({}, texts), probeGpu: noGpu });
    expect(memory).toEqual({ totalBytes: 4 * GiB, freeBytes: 3 * GiB, boundBy: "cgroup" });
    expect(cpu).toMatchObject({ logicalCores: 2, usableCores: 0.5 });
  });

  test("a limit with more room than the machine has free gives no more than that", async () => {
    const texts = { ...meminfo, "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": String(15 * GiB) };
    const { memory } = await probeHardware({ system: system({}, texts), probeGpu: noGpu });
    expect(memory).toEqual({ totalBytes: 15 * GiB, freeBytes: 10 * GiB, boundBy: "cgroup" });
  });

  test("on macOS inactive pages count as free, and no file under /proc is asked for", async () => {
    const mac = system({
      platform: "darwin",
      architecture: "arm64",
      run: async () => "(page size of 16384 bytes)\nPages free: 65536.\nPages inactive: 131072.\n",
      readText: async (path) => {
        throw new Error(`asked for ${path}`);
      },
    });
    const { memory, cpu } = await probeHardware({ system: mac, probeGpu: noGpu });
    expect(memory).toEqual({ totalBytes: 16 * GiB, freeBytes: 3 * GiB, boundBy: "machine" });
    expect(cpu).toMatchObject({ model: "Some CPU", instructionSets: ["neon", "dotprod"] });
  });

  test("on Windows Node's numbers are taken and instruction sets are left untold", async () => {
    const { memory, cpu } = await probeHardware({ system: system({ platform: "win32" }), probeGpu: noGpu });
    expect(memory).toEqual({ totalBytes: 16 * GiB, freeBytes: GiB, boundBy: "machine" });
    expect(cpu.instructionSets).toBeUndefined();
  });

  test("the disk of a folder that is yet to be made is that of the one above", async () => {
    const disk = { totalBytes: 100 * GiB, freeBytes: 40 * GiB };
    const source = system({ fileSystem: async (path) => (path.endsWith("models") ? undefined : disk) });
    const found = await probeHardware({ system: source, probeGpu: noGpu, diskPath: "/data/models" });
    expect(found.disk).toEqual({ path: "/data/models", ...disk });
  });

  test("this machine tells sensible numbers", async () => {
    const { cpu, memory, disk } = await probeHardware({ probeGpu: noGpu, diskPath: "." });
    expect(cpu.logicalCores).toBeGreaterThanOrEqual(cpu.physicalCores);
    expect(cpu.usableCores).toBeGreaterThan(0);
    expect(memory.totalBytes).toBeGreaterThan(memory.freeBytes);
    expect(memory.freeBytes).toBeGreaterThan(0);
    expect(disk?.freeBytes).toBeGreaterThan(0);
  });
});
