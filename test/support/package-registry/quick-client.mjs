/**
 * As much of npm and pip as a fetch uses, without their seconds of start-up: `view`, `pack` and `download` against the
 * registry of these tests. For cases of what is done with a package; what the real clients answer is tested with them.
 */
import { createWriteStream } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

const [client, command, ...args] = process.argv.slice(2);

/** @returns {Promise<import("node:http").IncomingMessage>} */
function request(url) {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`status ${response.statusCode} of ${url}`));
    }).once("error", reject);
  });
}

async function textOf(url) {
  let text = "";
  for await (const part of await request(url)) text += String(part);
  return text;
}

async function save(url, folder) {
  await pipeline(await request(url), createWriteStream(join(folder, url.split("/").at(-1))));
}

function optionOf(name) {
  return args[args.indexOf(name) + 1];
}

/** `name@version` or `@scope/name`. */
async function view(specifier) {
  const [, name, wanted] = /^(@?[^@]+)(?:@(.+))?$/.exec(specifier);
  const { versions, "dist-tags": tags } = JSON.parse(await textOf(process.env.npm_config_registry + name));
  return versions[wanted ?? tags.latest];
}

async function npm() {
  const found = await view(command === "view" ? args[0] : args[args.indexOf("--pack-destination") + 2]);
  if (command === "view") process.stdout.write(JSON.stringify({ version: found.version, dist: found.dist }));
  else await save(found.dist.tarball, optionOf("--pack-destination"));
}

async function pip() {
  const [name, version = ""] = args[args.indexOf("--dest") + 2].toLowerCase().replaceAll("_", "-").split("==");
  const index = process.env.PIP_INDEX_URL;
  const page = await textOf(`${index}/${name}/`);
  const links = [...page.matchAll(/href="(?<path>[^"#]+)/g)].map(({ groups }) => groups.path);
  const wheels = links.filter((path) => path.includes(`-${version}`)).toSorted();
  await save(new URL(wheels.at(-1), index).href, optionOf("--dest"));
}

try {
  await (client === "npm" ? npm() : pip());
} catch (error) {
  // In the words that the real ones have for a transfer that broke off.
  if (client === "npm") process.stdout.write(JSON.stringify({ error: { code: "ECONNRESET" } }));
  process.stderr.write(`Connection broken: IncompleteRead (${String(error)})\n`);
  process.exitCode = 1;
}
