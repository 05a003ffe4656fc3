import { expect, it } from "vitest";
import { devicesToTry, systemProbe, type DeviceProbe } from "./devices.ts";

const withCard: DeviceProbe = {
  platform: "linux",
  arch: "x64",
  hasCudaProvider: () => true,
  hasNvidiaCard: () => true,
};

it("a graphics card is tried first where card and library are there, and the processor last", () => {
  expect(devicesToTry("auto", withCard)).toEqual(["cuda", "cpu"]);
  expect(devicesToTry(undefined, withCard)).toEqual(["cuda", "cpu"]);
});

it.each([
  ["it is not wanted", 0, withCard],
  ["there is no card", "auto", { ...withCard, hasNvidiaCard: (): boolean => false }],
  ["its library was not installed", "auto", { ...withCard, hasCudaProvider: (): boolean => false }],
  ["there is no build for the platform", "auto", { ...withCard, platform: "darwin" }],
] as const)("only the processor is tried where %s", (_, gpuLayers, probe) => {
  expect(devicesToTry(gpuLayers, probe)).toEqual(["cpu"]);
});

it("the real probe finds the library's folder, in which a plain install has no CUDA part", () => {
  expect(systemProbe.hasCudaProvider()).toBe(false);
});
