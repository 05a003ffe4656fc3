import { expect, it } from "vitest";
import { mayHaveGpu } from "./gpu-devices.ts";

it.each([
  ["NVIDIA's driver", ["null", "nvidia0", "nvidiactl"]],
  ["a container with one card", ["nvidia3"]],
  ["WSL", ["dxg", "null"]],
  ["Vulkan", ["dri", "null"]],
  ["a Jetson", ["nvhost-gpu", "nvmap"]],
])("Linux may have a GPU with the devices of %s", (_, names) => {
  expect(mayHaveGpu("linux", names)).toBe(true);
});

it("Linux has none without such a device", () => {
  expect(mayHaveGpu("linux", ["cpu", "full", "kvm", "loop0", "null", "tty0"])).toBe(false);
});

it("elsewhere, and where the devices cannot be listed, there may be one", () => {
  expect(mayHaveGpu("darwin", [])).toBe(true);
  expect(mayHaveGpu("win32", undefined)).toBe(true);
  expect(mayHaveGpu("linux", undefined)).toBe(true);
});
