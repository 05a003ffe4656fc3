/**
 * `npm pack`: the user's registry, proxy, login and certificates come from npm's own settings. No script of a package is
 * run. The registry is asked first which version is meant and which sum its tarball has.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { ReparteeError } from "../../core/errors.ts";
import { packageSpecifier, type PackageReference } from "../../core/package-reference.ts";
import { checkValue } from "../../schema/read-value.ts";
import { clientCommands, clientEnvironment, type ClientCommand } from "./client-command.ts";
import { clientError, clientMissing, fetchAction, wrongSumHint, type ClientFailure } from "./client-errors.ts";
import type { FetchArchiveOptions, PackageArchive } from "./package-archive.ts";
import { runClient } from "./run-client.ts";

const viewedSchema = z.object({
  version: z.string(),
  dist: z.object({ integrity: z.string().optional(), unpackedSize: z.number().optional() }),
});

const versionsSchema = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const errorSchema = z.object({ error: z.object({ code: z.string() }) });

/**
 * @throws ReparteeError `package_client_missing`, `package_not_found`, `package_registry_unreachable`,
 * `package_client_failed`, `checksum_mismatch`, `disk_full`; and the signal's reason.
 */
export async function fetchTarball(options: FetchArchiveOptions): Promise<PackageArchive> {
  const { reference, folder, signal, onSize } = options;
  const tarballs = join(folder, "tarballs");
  await mkdir(tarballs, { recursive: true });
  const npm = createNpm(options);
  const viewed = checkValue(viewedSchema, await npm.ask(["view", packageSpecifier(reference), "version", "dist"]));
  if (viewed.problems !== undefined) throw clientError(reference, { kind: "no-version", versions: [] }, "");
  const { version, dist } = viewed.value;
  if (dist.unpackedSize !== undefined) onSize?.(dist.unpackedSize);
  const exact: PackageReference = { ...reference, version };
  await npm.ask(["pack", "--ignore-scripts", "--pack-destination", tarballs, packageSpecifier(exact)]);
  // Older versions name the file of a scoped package wrongly, so it is looked for.
  const [name] = (await readdir(tarballs)).filter((file) => file.endsWith(".tgz"));
  if (name === undefined) throw clientError(reference, { kind: "failed", retryable: false }, "npm pack wrote no file");
  const path = join(tarballs, name);
  if (dist.integrity !== undefined) await checkIntegrity(path, dist.integrity, { reference, signal });
  return { path, form: "tarball", version };
}

interface Npm {
  /** What the command answers, read from JSON. */
  ask(args: readonly string[]): Promise<unknown>;
}

function createNpm(options: FetchArchiveOptions): Npm {
  const { reference, folder, signal } = options;
  const commands = clientCommands("npm", options);
  const env = clientEnvironment(options.env, {});
  // npm writes what arrives to its cache first, where its size can be watched; a copy of weights in the user's own
  // would never be used.
  const common = ["--json", "--cache", join(folder, "npm"), "--loglevel=error", "--no-update-notifier", ...retries];

  async function run(command: ClientCommand, args: readonly string[]): ReturnType<typeof runClient> {
    const npmFolder = options.npmFolder ?? process.cwd();
    return await runClient({ command, args: [...args, ...common], env, folder: npmFolder, signal });
  }

  async function failureOf(code: string | undefined, command: ClientCommand): Promise<ClientFailure> {
    // Asked for a version that there is not, `npm view` says that there is no such package.
    if (code !== "ETARGET" && (code !== "E404" || reference.version === undefined)) return npmFailure(code);
    const listed = await run(command, ["view", reference.package, "versions"]);
    const { value: versions } = checkValue(
      versionsSchema,
      listed.kind === "exited" ? jsonIn(listed.stdout) : undefined,
    );
    return versions === undefined ? npmFailure(code) : { kind: "no-version", versions };
  }

  return {
    async ask(args) {
      for (const command of commands) {
        const result = await run(command, args);
        if (result.kind === "missing") continue;
        if (result.exitCode === 0) return jsonIn(result.stdout);
        const failure = await failureOf(errorCode(result.stdout, result.stderr), command);
        throw clientError(reference, failure, result.stderr || result.stdout);
      }
      throw clientMissing(reference, commands);
    },
  };
}

/** As for pip: a broken transfer is tried again by who called. */
const retries = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

function errorCode(stdout: string, stderr: string): string | undefined {
  const { value } = checkValue(errorSchema, jsonIn(stdout));
  return value?.error.code ?? /npm (?:error|ERR!) code (?<code>\w+)/.exec(stderr)?.groups?.["code"];
}

const networkCodes = new Set([
  ...["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ENOTCACHED"],
]);
const brokenCodes = new Set(["ECONNRESET", "ERR_SOCKET_TIMEOUT", "EPIPE", "EBADSIZE", "Z_BUF_ERROR", "FETCH_ERROR"]);

export function npmFailure(code: string | undefined): ClientFailure {
  if (code === "E404") return { kind: "no-package" };
  if (code === "ETARGET") return { kind: "no-version", versions: [] };
  if (code === "EINTEGRITY") return { kind: "wrong-sum" };
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "disk-full" };
  if (code === "E401" || code === "E403" || code === "ENEEDAUTH" || code === "EOTP") return { kind: "login" };
  if (code !== undefined && networkCodes.has(code)) return { kind: "unreachable" };
  return { kind: "failed", retryable: code !== undefined && (brokenCodes.has(code) || /^E5\d\d$/.test(code)) };
}

/** Undefined for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param integrity Sums in the form of the web's subresource integrity: `sha512-…`. */
async function checkIntegrity(
  path: string,
  integrity: string,
  { reference, signal }: Pick<FetchArchiveOptions, "reference" | "signal">,
): Promise<void> {
  const [, algorithm, expected] = /\b(sha512|sha384|sha256)-([A-Za-z0-9+/=]+)/.exec(integrity) ?? [];
  if (algorithm === undefined || expected === undefined) return;
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash, { signal });
  const found = hash.digest("base64");
  if (found === expected) return;
  throw new ReparteeError(
    "checksum_mismatch",
    `Cannot ${fetchAction(reference)}: expected a tarball with ${algorithm} ${expected}, got ${found}`,
    { hint: wrongSumHint, facts: { found, expected, retryable: true } },
  );
}
