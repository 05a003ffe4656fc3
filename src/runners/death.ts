import { ReparteeError } from "../core/errors.ts";
import { findGpuFailure, gpuFailureFact, gpuFailureOf } from "../core/gpu-failure.ts";

/** How a runner ended, as far as the system reports it. */
export interface Death {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr; may be empty. */
  readonly stderr: string;
  /** Why this side ended it, or could not start it. */
  readonly cause?: string;
}

/** The error of a runner that died after its model was loaded. */
export function crashError(model: string, death: Death): ReparteeError {
  return new ReparteeError("runner_crashed", `The process of model "${model}" ended: ${manner(death)}`, details(death));
}

/** The error of a runner that died before its model was loaded. */
export function loadDeathError(model: string, death: Death): ReparteeError {
  return new ReparteeError(
    "model_load_failed",
    `Cannot load model "${model}": its process ended: ${manner(death)}`,
    details(death),
  );
}

/** The largest that a program exits with by itself; a process that Windows ends for a fault has a larger one. */
const largestOwnExitCode = 255;

/**
 * Whether the load may succeed in a fresh process: this one was killed, by the system or for a fault, which may not happen
 * again. False where the GPU failed, which has its own fallback, or the processor lacks an instruction.
 */
export function mayLoadAgain(error: ReparteeError): boolean {
  const { exitCode, signal } = error.facts;
  if (error.code !== "model_load_failed" || signal === "SIGILL" || gpuFailureOf(error) !== undefined) return false;
  return signal !== undefined || Number(exitCode) > largestOwnExitCode;
}

/** The error of a model that was loaded and did not decode. */
export function canaryError(model: string, failure: ReparteeError): ReparteeError {
  return new ReparteeError(
    "model_load_failed",
    `Cannot load model "${model}": expected one token from it, got: ${failure.message}`,
    {
      hint: failure.hint ?? "Its file may be damaged, or the machine overloaded.",
      facts: failure.facts,
      cause: failure,
    },
  );
}

function manner(death: Death): string {
  if (death.cause !== undefined) return death.cause;
  if (death.signal !== null) return `killed by ${death.signal}`;
  return death.exitCode === null ? "how is not known" : `exit code ${death.exitCode}`;
}

function details(death: Death): { hint: string; facts: Record<string, string | number> } {
  const facts: Record<string, string | number> = {};
  if (death.exitCode !== null) facts.exitCode = death.exitCode;
  if (death.signal !== null) facts.signal = death.signal;
  if (death.stderr !== "") facts.stderr = death.stderr;
  const gpuFailure = findGpuFailure(death.stderr);
  if (gpuFailure !== undefined) facts[gpuFailureFact] = gpuFailure;
  return { hint: hint(death), facts };
}

function hint(death: Death): string {
  if (death.cause === undefined && death.signal === "SIGKILL") {
    return "The system may have been out of memory: choose a smaller quantization or context size.";
  }
  if (death.signal === "SIGILL") {
    return "The engine's native library was built for another processor: reinstall the package on this machine.";
  }
  const line = tellingLine(death.stderr);
  return line === undefined
    ? "It wrote nothing to stderr; run with debug logging and try again."
    : `It last wrote: ${line.slice(0, 300)}`;
}

/** The last line that speaks of a failure; else the last one. Stack traces of Node and of libraries are passed over. */
function tellingLine(stderr: string): string | undefined {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.findLast((line) => !stackLine.test(line) && failureWord.test(line)) ?? lines.at(-1);
}

const failureWord = /error|assert|fail|fatal|abort|exception|cannot|unable|invalid|out of/i;
const stackLine = /^(at |#?\d+[:\s])/;
