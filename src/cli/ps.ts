import { Command } from "commander";
import { sizeText } from "../core/byte-size.ts";
import { isRecord } from "../core/is-record.ts";
import { askServer } from "./ask-server.ts";
import { serverAddress } from "./server-address.ts";
import { addSettingOptions, loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { renderTable } from "./table.ts";

interface PsOptions extends SettingOptions {
  readonly url?: string;
  readonly json?: boolean;
}

export function psCommand(): Command {
  const command = new Command("ps")
    .description("List the models that a running server has in memory.")
    .option("--url <url>", "where the server listens (default: the configured host and port)")
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
  return addSettingOptions(command, () => false);
}

async function ps(options: PsOptions): Promise<void> {
  const { url, json, ...rest } = options;
  const { config } = loadConfigForCommand(rest);
  const answer = await askServer(serverAddress(config, url), "/api/ps");
  process.stdout.write(json === true ? `${JSON.stringify(answer, null, 2)}\n` : describeRunning(answer, new Date()));
}

/** The server's answer as a table. Fields of a later version are passed over, missing ones are a dash. */
export function describeRunning(answer: unknown, now: Date): string {
  const { models, memory } = isRecord(answer) ? answer : {};
  const running = Array.isArray(models) ? models.filter(isRecord) : [];
  const { used_bytes: used, budget_bytes: budget } = isRecord(memory) ? memory : {};
  const total =
    typeof used !== "number"
      ? ""
      : `${sizeText(used)} in use${typeof budget === "number" ? ` of ${sizeText(budget)}` : ""}\n`;
  if (running.length === 0) return `No model is in memory.\n${total}`;
  const rows = running.map((model) => [
    cell(model["name"]),
    cell(model["state"]),
    cell(model["engine"]),
    deviceText(model),
    typeof model["memory_bytes"] === "number" ? sizeText(model["memory_bytes"]) : "–",
    cell(model["leases"]),
    cell(model["pid"]),
    unloads(model, now),
  ]);
  return renderTable(columns, rows) + total;
}

const columns = ["NAME", "STATE", "ENGINE", "DEVICE", "MEMORY", "REQUESTS", "PID", "UNLOADS"].map((title) => ({
  title,
}));

/** `cpu (GPU out of memory)` */
function deviceText({ device, device_reason: reason }: Readonly<Record<string, unknown>>): string {
  if (typeof reason !== "string") return cell(device);
  return `${cell(device)} (${reason.replace("gpu", "GPU").replaceAll("_", " ")})`;
}

function unloads(model: Readonly<Record<string, unknown>>, now: Date): string {
  if (model["pinned"] === true) return "never (pinned)";
  const at = model["unload_at"];
  if (typeof at !== "string") return "–";
  const seconds = Math.max(0, Math.round((Date.parse(at) - now.getTime()) / 1000));
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`;
}

function cell(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "–";
}
