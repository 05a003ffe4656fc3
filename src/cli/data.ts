import { Command } from "commander";
import type { Stores } from "../core/stores.ts";
import { askYesNo } from "./ask.ts";
import { printJson } from "./print-json.ts";
import { loadConfigForCommand, type SettingOptions } from "./setting-options.ts";
import { createStatusLine } from "./status-line.ts";
import { addStoredDataOptions, openStores } from "./stored-data-options.ts";

export function dataCommand(): Command {
  const command = new Command("data")
    .description("Export, delete or move the stored data of users: conversations and preferences.")
    .addHelpText(
      "after",
      `
The data is in the database that the server uses: DATABASE_URL, else --database-path, else the platform's folder for data.
\`repartee config\` shows both.

Examples:
  repartee data export anna > anna.json      all data of user anna
  repartee data delete anna                  deletes it, after asking
  repartee data move --to postgresql://repartee@db.example/repartee`,
    );
  for (const one of [exportCommand(), deleteCommand(), moveCommand()]) command.addCommand(one);
  return command;
}

function exportCommand(): Command {
  return addStoredDataOptions(
    new Command("export")
      .description("Print all data of a user as one JSON object.")
      .argument("<user>", "the user's id, as the app gives it")
      .addHelpText("after", "\nExample:\n  repartee data export anna > anna.json")
      .action(async (user: string, options: SettingOptions) => {
        await using stores = await openStores(options);
        const data = await stores.users.export(user);
        process.stdout.write(printJson(withPlainVectors(data)));
      }),
  );
}

interface DeleteOptions extends SettingOptions {
  readonly yes?: boolean;
}

function deleteCommand(): Command {
  return addStoredDataOptions(
    new Command("delete")
      .description("Delete all data of a user.")
      .argument("<user>", "the user's id, as the app gives it")
      .option("-y, --yes", "do not ask")
      .addHelpText(
        "after",
        `
Asks first on a terminal. Only a backup can restore it.

Examples:
  repartee data delete anna
  repartee data delete anna --yes`,
      )
      .action(deleteUser),
  );
}

async function deleteUser(user: string, { yes, ...options }: DeleteOptions): Promise<void> {
  await using stores = await openStores(options);
  if (yes !== true && process.stdin.isTTY && !(await askYesNo(`Delete all data of ${user}?`))) {
    process.exitCode = 1;
    process.stderr.write("Nothing was deleted.\n");
    return;
  }
  const { conversations, messages, preferences, responses } = await stores.users.remove(user);
  process.stdout.write(
    `Deleted of ${user}: ${counted(conversations, "conversation")}, ${counted(messages, "message")}, ${counted(preferences, "preference")}, ${counted(responses, "stored response")}.\n`,
  );
}

interface MoveOptions extends SettingOptions {
  readonly to: string;
}

function moveCommand(): Command {
  return addStoredDataOptions(
    new Command("move")
      .description("Copy everything into another database, and compare the copy.")
      .requiredOption("--to <URL|FILE>", "a PostgreSQL URL, or the path of a new file")
      .addHelpText(
        "after",
        `
Stop the server first: what it writes while this runs is not copied. The target must be empty; either all of it is copied or
nothing. The source is left as it is. Afterwards set DATABASE_URL or database_path to the target and start the server.

Examples:
  repartee data move --to postgresql://repartee@db.example/repartee     from the file to PostgreSQL
  DATABASE_URL=postgresql://… repartee data move --to ./repartee.db     and back`,
      )
      .action(move),
  );
}

async function move({ to, ...options }: MoveOptions): Promise<void> {
  const { config } = loadConfigForCommand(options);
  const { moveStoredData } = await import("../app.ts");
  const line = createStatusLine(process.stderr);
  const started = performance.now();
  try {
    const { rows, place, sha256 } = await moveStoredData(config, to, ({ copiedRows, totalRows }) =>
      line.show(`${copiedRows} of ${totalRows} rows`),
    );
    line.clear();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`Copied ${counted(rows, "row")} to ${place} in ${seconds} s; both have the hash ${sha256}.\n`);
  } finally {
    line.clear();
  }
}

/** `1 message`, `2 messages`. */
function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** A typed array would be printed as an object with numbers for keys. */
function withPlainVectors(data: Awaited<ReturnType<Stores["users"]["export"]>>): object {
  const preferences = data.preferences.map(({ embedding, ...preference }) =>
    embedding === undefined
      ? preference
      : { ...preference, embedding: { ...embedding, vector: [...embedding.vector] } },
  );
  return { ...data, preferences };
}
