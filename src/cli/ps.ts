import { Command } from "commander";
import { z } from "zod";
import { sizeText } from "../core/byte-size.ts";
import {
  addServerOptions,
  askServer,
  optionalNumber,
  optionalText,
  serverAddress,
  type ServerOptions,
} from "./running-server.ts";
import { renderTable } from "./table.ts";

interface PsOptions extends ServerOptions {
  readonly json?: boolean;
}

export function psCommand(): Command {
  const command = new Command("ps")
    .description("List the models that a running server has in memory.")
    .option("--json", "print the server's answer as it is")
    .addHelpText(
      "after",
      `
The key comes from REPARTEE_API_KEY, .env or the settings file.

Examples:
  repartee ps
  repartee ps --url http://chat.example:8000 --json`,
    )
    .action(ps);
  return addServerOptions(command);
}

async function ps({ json, ...options }: PsOptions): Promise<void> {
  const answer = await askServer(serverAddress(options), "/api/models/running");
  process.stdout.write(json === true ? `${JSON.stringify(answer, null, 2)}\n` : describeRunning(answer, new Date()));
}

const runningModel = z.object({
  name: optionalText,
  state: optionalText,
  engine: optionalText,
  device: optionalText,
  device_reason: optionalText,
  memory_bytes: optionalNumber,
  resident_bytes: optionalNumber,
  leases: optionalNumber,
  pid: optionalNumber,
  pinned: z.boolean().optional().catch(undefined),
  unload_at: optionalText,
});
type RunningModel = z.infer<typeof runningModel>;

const runningModelsSchema = z
  .object({
    models: z.array(runningModel.nullable().catch(null)).catch([]),
    memory: z.object({ used_bytes: optionalNumber, budget_bytes: optionalNumber }).catch({}),
  })
  .catch({ models: [], memory: {} });

/** The server's answer as a table. Fields of a later version are ignored, missing ones are a dash. */
export function describeRunning(answer: unknown, now: Date): string {
  const { models, memory } = runningModelsSchema.parse(answer);
  const running = models.filter((model) => model !== null);
  const { used_bytes: used, budget_bytes: budget } = memory;
  const limit = budget === undefined ? "" : ` of ${sizeText(budget)}`;
  const total = used === undefined ? "" : `${sizeText(used)} in use${limit}\n`;
  if (running.length === 0) return `No model is in memory.\n${total}`;
  const rows = running.map((model) => [
    cell(model.name),
    cell(model.state),
    cell(model.engine),
    deviceText(model),
    sizeCell(model.memory_bytes),
    sizeCell(model.resident_bytes),
    cell(model.leases),
    cell(model.pid),
    unloads(model, now),
  ]);
  return renderTable(columns, rows) + total;
}

const columns = ["NAME", "STATE", "ENGINE", "DEVICE", "MEMORY", "RESIDENT", "REQUESTS", "PID", "UNLOADS"].map(
  (title) => ({ title }),
);

/** `cpu (GPU out of memory)` */
function deviceText({ device, device_reason: reason }: RunningModel): string {
  if (reason === undefined) return cell(device);
  return `${cell(device)} (${reason.replace("gpu", "GPU").replaceAll("_", " ")})`;
}

function unloads({ pinned, unload_at: at }: RunningModel, now: Date): string {
  if (pinned === true) return "never (pinned)";
  if (at === undefined) return "–";
  const seconds = Math.max(0, Math.round((Date.parse(at) - now.getTime()) / 1000));
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`;
}

function sizeCell(bytes: number | undefined): string {
  return bytes === undefined ? "–" : sizeText(bytes);
}

function cell(value: string | number | undefined): string {
  return value === undefined ? "–" : String(value);
}
