/** A package registry for tests, packages to put into it, and fetches out of it. */
export { makeNpmPackage, makeWheel } from "./make-packages.ts";
export { startPackageRegistry } from "./package-registry.ts";
export {
  openPackageScene,
  referenceOf,
  tinyContent,
  weights,
  type PackageScene,
  type SceneFetch,
} from "./package-scene.ts";
