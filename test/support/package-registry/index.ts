/** A package registry for tests, and packages to put into it. */
export { makeNpmPackage, makeWheel, type HostedPackage } from "./make-packages.ts";
export { startPackageRegistry } from "./package-registry.ts";
