import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import type { FoundClient, Hardware, LocalModel } from "../app.ts";
import { configFromOptions, packageVersion, type LoadedConfig } from "../config/index.ts";
import { toReparteeError, type ReparteeError } from "../core/errors.ts";
import { silentLog } from "../core/log.ts";
import { parseModelReference } from "../core/model-reference.ts";
import { sizeText } from "../core/byte-size.ts";
import { findProblems, type DiagnosisFacts, type Finding } from "./diagnosis.ts";
import { addLibraryOptions, type LibraryOptions } from "./library-options.ts";
import { printJson } from "./print-json.ts";
import { loadConfigForCommand } from "./setting-options.ts";
import { renderFacts } from "./table.ts";

interface DoctorOptions extends LibraryOptions {
  readonly json?: boolean;
  readonly online?: boolean;
}

/** Python is slow to start on a busy machine. */
const clientLimitMs = 30_000;
/** A hub that takes longer is not usable. */
const hubLimitMs = 5_000;

export function doctorCommand(): Command {
  const command = new Command("doctor")
    .description("Check this machine, its devices, the installation and the models, and report problems.")
    .option("--online", "also try to reach the hub that models come from")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Devices are probed in a process of their own, so that a driver that crashes ends that process only. Nothing is changed
and, without --online, the network is not used. The exit code is 1 when there is a problem.

Examples:
  repartee doctor
  repartee doctor --online
  repartee doctor --json > report.json      for a bug report: holds no keys`,
    )
    .action(doctor);
  return addLibraryOptions(command);
}

async function doctor({ json, online, ...options }: DoctorOptions): Promise<void> {
  const { loaded, problem } = loadConfigOrDefaults(options);
  const { engineVersions, findPackageClients, openLocalModels } = await import("../app.ts");
  const library = openLocalModels(loaded.config, { log: silentLog });
  const [hardware, models, refusedFiles, packageClients] = await Promise.all([
    library.hardware(),
    library.list(),
    library.refusedFiles(),
    findPackageClients(loaded.config, clientLimitMs),
  ]);
  const versions = engineVersions();
  const cacheFolder = hardware.disk?.path ?? "";
  const facts: DiagnosisFacts = {
    nodeVersion: process.versions.node,
    nodeLlamaCppVersion: versions.nodeLlamaCpp,
    hardware,
    cacheFolder,
    cacheProblem: cacheFolder === "" ? undefined : await whyNotWritable(cacheFolder),
    models,
    refusedFiles,
    missingFiles: await missingFiles(loaded),
    configWarnings: loaded.warnings,
    hubProblem: online === true ? await whyNoHub(loaded.config.hubUrl) : undefined,
  };
  const findings: readonly Finding[] = [...(problem === undefined ? [] : [findingOf(problem)]), ...findProblems(facts)];
  const report = {
    repartee: packageVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    nodeLlamaCpp: versions.nodeLlamaCpp ?? null,
    llamaCpp: versions.llamaCpp ?? null,
    hardware,
    models: {
      folder: cacheFolder,
      downloaded: models.filter(({ path }) => path !== undefined).length,
      downloadedBytes: models.reduce((sum, { downloadedBytes = 0 }) => sum + downloadedBytes, 0),
      fitting: models.filter(isFitting).map(({ name }) => name),
    },
    hub: { url: loaded.config.hubUrl, reachable: online === true ? facts.hubProblem === undefined : null },
    packageClients,
    problems: findings,
  };
  process.stdout.write(json === true ? printJson(report) : asText(report));
  if (findings.length > 0) process.exitCode = 1;
}

interface Report {
  readonly repartee: string;
  readonly node: string;
  readonly platform: string;
  readonly nodeLlamaCpp: string | null;
  readonly llamaCpp: string | null;
  readonly hardware: Hardware;
  readonly models: {
    readonly folder: string;
    readonly downloaded: number;
    readonly downloadedBytes: number;
    readonly fitting: readonly string[];
  };
  readonly hub: { readonly url: string; readonly reachable: boolean | null };
  readonly packageClients: readonly FoundClient[];
  readonly problems: readonly Finding[];
}

function asText(report: Report): string {
  const { cpu, memory, gpu, disk } = report.hardware;
  const bound = memory.boundBy === "cgroup" ? ", the container's limit" : "";
  const reachable = { true: ", reachable", false: ", does not answer", null: ", not checked (--online does)" };
  const facts = renderFacts([
    ["repartee", `${report.repartee} on Node ${report.node}, ${report.platform}`],
    ["llama.cpp", `${report.llamaCpp ?? "unknown"} in node-llama-cpp ${report.nodeLlamaCpp ?? "that is missing"}`],
    ["processor", `${cpu.model}, ${cpu.usableCores} of ${cpu.logicalCores} threads usable, ${cpu.physicalCores} cores`],
    ["", cpu.instructionSets?.join(", ") ?? "instruction sets unknown"],
    ["memory", `${sizeText(memory.freeBytes)} free of ${sizeText(memory.totalBytes)}${bound}`],
    ["gpu", gpuText(gpu)],
    ["disk", disk === undefined ? "unknown" : `${sizeText(disk.freeBytes)} free of ${sizeText(disk.totalBytes)}`],
    ["folder", report.models.folder],
    ["models", `${report.models.downloaded} downloaded, ${sizeText(report.models.downloadedBytes)} in all`],
    ["fit here", report.models.fitting.join(", ") || "none"],
    ["hub", `${report.hub.url}${reachable[`${report.hub.reachable}`]}`],
    ...report.packageClients.map((one) => [one.client, clientText(one)] as const),
  ]);
  if (report.problems.length === 0) return `${facts}\nNo problems found.\n`;
  const listed = report.problems.map(({ problem, hint }) => `- ${problem}\n  ${hint}\n`).join("");
  return `${facts}\nProblems:\n${listed}`;
}

/** Not a problem by itself: the hub, or the other client, may have what is needed. */
function clientText({ client, command, version, tried }: FoundClient): string {
  if (command !== null) return `${version ?? "of an unknown version"}, as ${command}`;
  const registry = client === "npm" ? "npm" : "PyPI";
  return `not found (tried ${tried.join(", ")}): models in ${registry} packages cannot be fetched`;
}

function gpuText(gpu: Hardware["gpu"]): string {
  if (gpu.kind === "none") return `none: ${gpu.reason}`;
  const shared = gpu.unified ? ", shared with the processor" : "";
  return `${gpu.names.join(", ")} by ${gpu.kind}, ${sizeText(gpu.freeBytes)} free of ${sizeText(gpu.totalBytes)}${shared}`;
}

function isFitting({ fits, runnable }: LocalModel): boolean {
  return runnable && (fits === "yes" || fits === "tight");
}

/** A wrong setting must not prevent the other checks. */
function loadConfigOrDefaults(options: LibraryOptions): {
  readonly loaded: Pick<LoadedConfig, "config" | "warnings">;
  readonly problem?: ReparteeError;
} {
  try {
    return { loaded: loadConfigForCommand(options) };
  } catch (error) {
    return { loaded: { config: configFromOptions({}), warnings: [] }, problem: toReparteeError(error) };
  }
}

function findingOf({ message, hint }: ReparteeError): Finding {
  return { problem: message, hint: hint ?? "`repartee config --help` explains where settings come from." };
}

/** A folder that does not exist yet needs the one above it. */
async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await access(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const above = dirname(folder);
    if (isMissing && above !== folder) return whyNotWritable(above);
    return error instanceof Error ? error.message : String(error);
  }
}

async function missingFiles({ config }: Pick<LoadedConfig, "config">): Promise<readonly string[]> {
  const references = [...(config.model === null ? [] : [config.model]), ...config.models.map((one) => one.reference)];
  const paths = references.filter((reference) => parseModelReference(reference).kind === "gguf-file");
  const found = await Promise.all(
    [...new Set(paths)].map(async (path) => [path, await stat(resolve(path)).catch(() => undefined)] as const),
  );
  return found.flatMap(([path, stats]) => (stats?.isFile() === true ? [] : [path]));
}

/** Any answer will do: whether it is the right one, downloads find out. */
async function whyNoHub(url: string): Promise<string | undefined> {
  try {
    await fetch(url, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(hubLimitMs) });
    return undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return `${url} (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}
