import { Command, Option } from "commander";
import { keyScopes, type StoredApiKey } from "../core/api-key.ts";
import { ReparteeError } from "../core/errors.ts";
import type { ApiKeyStore } from "../core/stores.ts";
import { describeKeys } from "./key-table.ts";
import { readKeyOptions, type KeyOptions } from "./key-options.ts";
import { makeKey } from "./make-key.ts";
import { printJson } from "./print-json.ts";
import { printSurely } from "./standard-output.ts";
import type { SettingOptions } from "./setting-options.ts";
import { addStoredDataOptions, openStores } from "./stored-data-options.ts";

export function keyCommand(): Command {
  const command = new Command("key").description("Make, list and revoke API keys.").addHelpText(
    "after",
    `
Keys are in the database that the server uses: DATABASE_URL, else --database-path, else the platform's folder for data. All
servers that share it know a new key, and a revoked one, within three seconds. With the first key every request needs one.

Examples:
  repartee key add --label "web app"
  repartee key list
  repartee key revoke rp_4fZk9QxA`,
  );
  for (const one of [addCommand(), listCommand(), revokeCommand()]) command.addCommand(one);
  return command;
}

type AddOptions = SettingOptions & KeyOptions & { readonly json?: boolean };

function addCommand(): Command {
  const scope = new Option("--scope <SCOPE...>", "what it may do; several are allowed").choices(keyScopes);
  return addStoredDataOptions(
    new Command("add")
      .description("Make a key and print it, once.")
      .option("--label <TEXT>", "who uses it, for your list")
      .addOption(scope.default(["chat"], "chat"))
      .option("--user <ID>", "the only user whose data it reads and writes")
      .option("--expires <WHEN>", "a time from now, such as 12h or 90d, or a date, such as 2027-01-31")
      .option("--requests-per-minute <N>", "its own limit instead of key_requests_per_minute")
      .option("--tokens-per-minute <N>", "the same of key_tokens_per_minute")
      .option("--concurrent-requests <N>", "the same of key_concurrent_requests")
      .option("--json", "print the key and what is stored of it as JSON")
      .addHelpText(
        "after",
        `
chat asks models, and reads and writes what users have stored; models downloads, loads and deletes models; admin reads
metrics and changes personas. Only a hash of the key is stored: it cannot be shown again.

Examples:
  repartee key add --label "web app"
  repartee key add --label "Anna's phone" --user anna --expires 90d
  repartee key add --label operator --scope chat models admin
  repartee key add --label trial --requests-per-minute 20 --tokens-per-minute 10000`,
      )
      .action(add),
  );
}

async function add({ json, ...options }: AddOptions): Promise<void> {
  const wanted = readKeyOptions(options, Date.now());
  await using stores = await openStores(options, "create");
  for (;;) {
    const { key, id, sha256 } = makeKey();
    const stored: StoredApiKey = { id, sha256, ...wanted };
    // Two in 2^48 have the same visible part.
    if (!(await stores.apiKeys.add(stored))) continue;
    try {
      await printSurely(json === true ? printJson({ key, ...withoutHash(stored) }) : `${key}\n`);
    } catch (error) {
      await stores.apiKeys.remove(id);
      throw error;
    }
    if (json === true) return;
    process.stderr.write("This is the key. It is not shown again: what is stored is its hash.\n");
    return;
  }
}

function listCommand(): Command {
  return addStoredDataOptions(
    new Command("list")
      .description("List the keys by their first characters.")
      .option("--json", "print them as JSON")
      .addHelpText("after", "\nExample:\n  repartee key list")
      .action(async ({ json, ...options }: SettingOptions & { readonly json?: boolean }) => {
        await using stores = await openStores(options);
        const keys = await stores.apiKeys.list();
        process.stdout.write(json === true ? printJson(keys.map(withoutHash)) : describeKeys(keys, Date.now()));
      }),
  );
}

type RevokeOptions = SettingOptions & { readonly remove?: boolean };

function revokeCommand(): Command {
  return addStoredDataOptions(
    new Command("revoke")
      .description("Revoke a key: within three seconds no server takes it any more.")
      .argument("<key>", "its first characters, as the list shows them, or the whole key")
      .option("--remove", "remove it from the list as well")
      .addHelpText(
        "after",
        `
Replies that are being written are finished. A revoked key stays in the list, so that a server whose last key is revoked
stays closed; with --remove of the last one, a server on this machine's own address needs no key any more.

Examples:
  repartee key revoke rp_4fZk9QxA
  repartee key revoke rp_4fZk9QxA --remove`,
      )
      .action(revoke),
  );
}

async function revoke(given: string, { remove, ...options }: RevokeOptions): Promise<void> {
  await using stores = await openStores(options);
  const { id, label } = await findKey(stores.apiKeys, given);
  const isDone = remove === true ? await stores.apiKeys.remove(id) : await stores.apiKeys.revoke(id, Date.now());
  if (!isDone) throw noKey(given);
  process.stdout.write(
    `${remove === true ? "Removed" : "Revoked"} ${id}${label === undefined ? "" : ` (${label})`}.\n`,
  );
}

/** By any first characters that are one key's alone. */
async function findKey(store: ApiKeyStore, given: string): Promise<StoredApiKey> {
  const keys = await store.list();
  const found = keys.filter(({ id }) => id.startsWith(given) || given.startsWith(id));
  const [first] = found;
  if (first === undefined) throw noKey(given);
  if (found.length === 1) return first;
  throw new ReparteeError("invalid_request", `Cannot revoke the key: ${found.length} keys begin so`, {
    hint: `Give more of it: ${found.map(({ id }) => id).join(", ")}`,
  });
}

/** What was given may be a whole key: it is not repeated. */
function noKey(given: string): ReparteeError {
  return new ReparteeError("not_found", `Cannot revoke the key: none begins with ${given.slice(0, 11)}`, {
    hint: "`repartee key list` shows all",
  });
}

function withoutHash({ sha256: _sha256, ...key }: StoredApiKey): object {
  const times = (["createdAtMs", "expiresAtMs", "revokedAtMs", "lastUsedAtMs"] as const).flatMap((name) => {
    const ms = key[name];
    return ms === undefined ? [] : [[name.slice(0, -2), new Date(ms).toISOString()] as const];
  });
  const { createdAtMs: _created, expiresAtMs: _expires, revokedAtMs: _revoked, lastUsedAtMs: _used, ...rest } = key;
  return { ...rest, ...Object.fromEntries(times) };
}
