import { describe, expect, test } from "vitest";
import { parseCpuInfo } from "./cpu-info.ts";

/** Two cores with two threads each. */
const desktop = [0, 1, 2, 3]
  .map(
    (id) => `processor	: ${id}
vendor_id	: AuthenticAMD
model name	: AMD Ryzen 5 5600X 6-Core Processor
physical id	: 0
siblings	: 4
core id		: ${id % 2}
cpu cores	: 2
flags		: fpu vme sse sse2 ssse3 fma avx f16c avx2 sha_ni
bugs		: sysret_ss_attrs`,
  )
  .join("\n\n");

const server = `processor	: 0
model name	: Intel(R) Xeon(R) Processor
physical id	: 0
core id		: 0
flags		: avx avx2 avx512f avx_vnni avx512_vnni amx_tile amx_int8

processor	: 1
model name	: Intel(R) Xeon(R) Processor
physical id	: 1
core id		: 0
flags		: avx avx2 avx512f avx_vnni avx512_vnni amx_tile amx_int8
`;

const raspberry = `processor	: 0
BogoMIPS	: 108.00
Features	: fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp
CPU implementer	: 0x41

processor	: 1
BogoMIPS	: 108.00
Features	: fp asimd asimddp
CPU implementer	: 0x41

Revision	: d04170
Model		: Raspberry Pi 5 Model B Rev 1.0
`;

describe("parseCpuInfo", () => {
  test("threads of one core are counted as one physical core", () => {
    expect(parseCpuInfo(desktop)).toEqual({
      model: "AMD Ryzen 5 5600X 6-Core Processor",
      physicalCores: 2,
      logicalCores: 4,
      instructionSets: ["avx", "avx2"],
    });
  });

  test("cores of one number on two sockets are two", () => {
    expect(parseCpuInfo(server)).toMatchObject({
      physicalCores: 2,
      logicalCores: 2,
      instructionSets: ["avx", "avx2", "avx512", "avx-vnni", "avx512-vnni", "amx"],
    });
  });

  test("on ARM, which tells no cores, every processor is one", () => {
    expect(parseCpuInfo(raspberry)).toEqual({
      physicalCores: 2,
      logicalCores: 2,
      instructionSets: ["neon", "dotprod"],
    });
  });

  test.each(["", "\n\n", "not a cpuinfo at all"])("a text without processors tells nothing: %j", (text) => {
    expect(parseCpuInfo(text)).toBeUndefined();
  });
});
