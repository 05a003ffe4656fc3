import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineNames, packagesOf } from "./engine-packages.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}
const manifest: Manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const platforms = ["linux-x64", "linux-arm64", "darwin-arm64", "darwin-x64", "win32-x64", "win32-arm64"];

test("optional packages have the versions that package.json declares for peers", () => {
  const packages = (["onnx", "speech"] as const).flatMap((engine) => packagesOf(engine, "linux-x64"));
  expect(packages).not.toEqual([]);
  for (const { name, version } of packages) expect(manifest.peerDependencies[name], name).toBe(version);
});

test("builds of llama.cpp are of the binding's own release", () => {
  const builds = (["llama-cpp", "cuda", "vulkan"] as const).flatMap((engine) =>
    platforms.flatMap((platform) => packagesOf(engine, platform)),
  );
  expect(new Set(builds.map(({ version }) => version))).toEqual(new Set([manifest.dependencies["node-llama-cpp"]]));
});

test("a plain install brings the processor's build for every platform, and a clone leaves GPU builds out", () => {
  const builds = platforms.flatMap((platform) => packagesOf("llama-cpp", platform));
  expect(Object.fromEntries(builds.map(({ name, version }) => [name, version]))).toEqual(manifest.optionalDependencies);
  const gpuBuilds = (["cuda", "vulkan"] as const).flatMap((engine) =>
    platforms.flatMap((platform) => packagesOf(engine, platform)),
  );
  expect(gpuBuilds.map(({ name }) => name).toSorted()).toEqual(
    Object.keys(manifest.overrides)
      .filter((name) => name.startsWith("@node-llama-cpp/"))
      .toSorted(),
  );
});

test("an unknown platform has no builds, but packages in JavaScript", () => {
  expect(engineNames.filter((engine) => packagesOf(engine, "sunos-x64").length === 0)).toEqual([
    "llama-cpp",
    "cuda",
    "vulkan",
  ]);
});
