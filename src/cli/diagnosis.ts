/** Finds the problems of this machine in facts that were gathered before. */
import type { Hardware, LocalModel } from "../app.ts";
import { sizeText } from "../core/byte-size.ts";

/** Something to fix. */
export interface Finding {
  readonly problem: string;
  /** The next action. */
  readonly hint: string;
}

export interface DiagnosisFacts {
  /** Such as `22.1.0`. */
  readonly nodeVersion: string;
  /** Undefined when node-llama-cpp is not installed. */
  readonly nodeLlamaCppVersion: string | undefined;
  readonly hardware: Hardware;
  readonly cacheFolder: string;
  /** Why the folder for models cannot be written to; undefined when it can. */
  readonly cacheProblem: string | undefined;
  readonly models: readonly LocalModel[];
  /** Refused files, wherever they are. */
  readonly refusedFiles: readonly { readonly path: string; readonly reason: string }[];
  /** References of the configuration whose file is missing. */
  readonly missingFiles: readonly string[];
  readonly configWarnings: readonly string[];
  /** Why the hub does not answer; undefined when it does or was not checked. */
  readonly hubProblem: string | undefined;
}

/** The first line of Node that has all that is used. */
const leastNode = [20, 19] as const;
/** The smallest chat models of the catalog with room to spare. */
const leastDiskBytes = 2e9;

/** In the order in which they are best fixed. */
export function findProblems(facts: DiagnosisFacts): readonly Finding[] {
  return [...programProblems(facts), ...machineProblems(facts), ...modelProblems(facts)];
}

function programProblems(facts: DiagnosisFacts): Finding[] {
  const findings: Finding[] = facts.configWarnings.map((problem) => ({
    problem,
    hint: "`repartee config` shows every setting and where its value comes from.",
  }));
  const [major = 0, minor = 0] = facts.nodeVersion.split(".").map(Number);
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])) {
    findings.push({
      problem: `Node ${facts.nodeVersion} is too old.`,
      hint: `Install Node ${leastNode.join(".")} or newer.`,
    });
  }
  if (facts.nodeLlamaCppVersion === undefined) {
    findings.push({
      problem: "node-llama-cpp is not installed: no model can be loaded.",
      hint: "Run `npm install` in the folder of Repartee, or install the package again.",
    });
  }
  if (facts.hubProblem !== undefined) {
    findings.push({
      problem: `The hub does not answer: ${facts.hubProblem}.`,
      hint: "Check the network and `hub_url`. Without a network, copy .gguf files here and give their paths as models.",
    });
  }
  return findings;
}

function machineProblems({ hardware, cacheFolder, cacheProblem }: DiagnosisFacts): Finding[] {
  const findings: Finding[] = [];
  const { gpu, disk } = hardware;
  // The probe itself reports that there is no GPU; anything else is a driver that crashed, or a library that does not load.
  if (gpu.kind === "none" && gpu.reason.startsWith("the GPU probe")) {
    findings.push({
      problem: `llama.cpp could not be probed: ${gpu.reason}.`,
      hint: "Update the GPU's driver; `gpu_layers: 0` keeps models on the CPU meanwhile.",
    });
  }
  if (cacheProblem !== undefined) {
    findings.push({
      problem: `Models cannot be stored in ${cacheFolder}: ${cacheProblem}.`,
      hint: "Give this user the right to write there, or set another folder.",
    });
  }
  if (disk !== undefined && disk.freeBytes < leastDiskBytes) {
    findings.push({
      problem: `The disk of ${disk.path} has only ${sizeText(disk.freeBytes)} left.`,
      hint: "`repartee list --downloaded` and `repartee rm NAME` make room, or set another folder.",
    });
  }
  return findings;
}

function modelProblems({ models, missingFiles, refusedFiles }: DiagnosisFacts): Finding[] {
  const findings: Finding[] = missingFiles.map((reference) => ({
    problem: `The configured model ${reference} is missing: there is no such file.`,
    hint: "Correct the path in the settings; relative ones start at the working directory.",
  }));
  for (const { name, nextAction, path, problem, runnable } of models) {
    if (path === undefined || runnable) continue;
    findings.push({
      problem: `The file of ${name} was refused: ${problem ?? "no reason is known"}`,
      hint: nextAction ?? `Delete it and download it again: repartee rm ${name} && repartee pull ${name}`,
    });
  }
  const named = new Set(models.map(({ path }) => path));
  for (const { path, reason } of refusedFiles) {
    if (named.has(path)) continue;
    findings.push({
      problem: `The file ${path} was refused: ${reason}`,
      hint: "Replace it by a complete file; it is checked again once it changes.",
    });
  }
  if (!models.some(({ role, runnable, fits }) => role === "chat" && runnable && (fits === "yes" || fits === "tight"))) {
    findings.push({
      problem: "No chat model fits into the memory that is free now.",
      hint: "Close other programs, or give a small model's .gguf file.",
    });
  }
  return findings;
}
