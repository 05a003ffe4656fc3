/** What a package client's failure means, and what to do about it. */
import { ReparteeError, type ErrorCode } from "../../core/errors.ts";
import { packageSpecifier, type PackageClientName, type PackageReference } from "../../core/package-reference.ts";
import type { ClientCommand } from "./client-command.ts";
import { lastLines } from "./redact.ts";

export type ClientFailure =
  | { readonly kind: "no-package" }
  /** `versions`: those that there are, the newest last; empty when the client names none. */
  | { readonly kind: "no-version"; readonly versions: readonly string[] }
  | { readonly kind: "unreachable" }
  | { readonly kind: "wrong-sum" }
  | { readonly kind: "disk-full" }
  | { readonly kind: "login" }
  /** `retryable`: the network broke while bytes came. */
  | { readonly kind: "failed"; readonly retryable: boolean };

/** pip and npm compare the sum of what came, also where the network broke in the middle. */
export const wrongSumHint =
  "Nothing of it was kept. The download may have been cut short; trying again then helps. If it happens again and again, " +
  "a proxy or the registry changes bytes.";

/** Completes "Cannot …". */
export function fetchAction(reference: PackageReference): string {
  const registry = reference.client === "npm" ? "npm" : "PyPI";
  return `fetch the ${registry} package "${packageSpecifier(reference)}"`;
}

const nouns: Readonly<Record<PackageClientName, string>> = { npm: "npm", pip: "pip" };

const settingsOf: Readonly<Record<PackageClientName, string>> = {
  npm: "npm's own settings (`npm config list`)",
  pip: "pip's own settings (`python3 -m pip config list`)",
};

export function clientMissing(reference: PackageReference, tried: readonly ClientCommand[]): ReparteeError {
  const { client } = reference;
  const commands = tried.map((command) => command.join(" ")).join(", ");
  return new ReparteeError(
    "package_client_missing",
    `Cannot ${fetchAction(reference)}: ${nouns[client]} was not found`,
    {
      hint:
        `${client === "npm" ? "Install npm" : "Install Python 3 with pip"}, or name its command in the setting ` +
        `${client}_command. Tried: ${commands}.`,
      facts: { client },
    },
  );
}

/** @param output Of the client: the end of it is shown, without secrets. */
export function clientError(reference: PackageReference, failure: ClientFailure, output: string): ReparteeError {
  const { client, package: name, version } = reference;
  const action = fetchAction(reference);
  const shown = lastLines(output);
  const facts = { client, package: name };
  const make = (code: ErrorCode, problem: string, hint: string, more: Record<string, boolean> = {}): ReparteeError =>
    new ReparteeError(code, `Cannot ${action}: ${problem}`, { hint, facts: { ...facts, ...more } });
  switch (failure.kind) {
    case "no-package":
      return make(
        "package_not_found",
        "the registry has no such package, or none that this machine may have",
        `Check the name; the registry is the one of ${settingsOf[client]}.`,
      );
    case "no-version": {
      const { versions } = failure;
      const there = versions.length === 0 ? "" : ` It has ${versions.slice(-20).join(", ")}.`;
      return make(
        "package_not_found",
        `the registry has no version ${version ?? "of it"}`,
        `Take another version.${there}`,
      );
    }
    case "unreachable":
      return make(
        "package_registry_unreachable",
        `its registry does not answer\n${shown}`,
        `Check the network; registry and proxy are those of ${settingsOf[client]}.`,
      );
    case "wrong-sum":
      return make(
        "checksum_mismatch",
        "the bytes that came do not have the sum that the registry names",
        wrongSumHint,
        { retryable: true },
      );
    case "disk-full":
      return make(
        "disk_full",
        "the disk is full",
        "Free some space, or choose another folder for models with cache_dir.",
      );
    case "login":
      return make(
        "package_client_failed",
        `its registry refused the login\n${shown}`,
        client === "npm"
          ? "Log in with `npm login`, or set the token in `.npmrc`."
          : "Set the login in `pip.conf` or `.netrc`.",
      );
    case "failed":
      return make(
        "package_client_failed",
        `${nouns[client]} failed\n${shown}`,
        `The lines above are ${nouns[client]}'s own. Try the same by hand: ${byHand(reference)}`,
        { retryable: failure.retryable },
      );
  }
}

function byHand(reference: PackageReference): string {
  const specifier = packageSpecifier(reference);
  return reference.client === "npm"
    ? `npm pack --ignore-scripts ${specifier}`
    : `python3 -m pip download --no-deps --only-binary=:all: ${specifier}`;
}
