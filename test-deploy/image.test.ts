/**
 * The image, built by buildah and run as a process. No registry of images is asked: the base is a Debian that debootstrap
 * makes here, with this machine's Node. Takes some minutes, and root.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { writeRandomLlama } from "../src/testing/tiny-models/random-llama.ts";
import { deployPath, findProgram, freePorts, missing, runProgram, startProgram, until } from "./programs.ts";

const programs = ["buildah", "debootstrap"].map((name) => ({ name, path: findProgram(name) }));
const absent = programs.find(({ path }) => path === undefined);
const reason =
  absent !== undefined
    ? missing(absent.name, "Debian's buildah and debootstrap")
    : process.getuid?.() === 0
      ? undefined
      : "expected root, which debootstrap needs";

const base = "localhost/repartee-test-base";
const node = "localhost/repartee-test-node";
const image = "localhost/repartee-test";
const minutes = 60_000;
const key = "a-key-of-this-test";

let folder = "";
beforeAll(() => {
  if (reason !== undefined) return;
  folder = mkdtempSync(join(tmpdir(), "repartee-image-"));
  // Works inside of a container as well.
  process.env["BUILDAH_ISOLATION"] = "chroot";
  process.env["STORAGE_DRIVER"] = "vfs";
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the image", () => {
  test(
    "builds, is small, and answers as a user of its own, on a read-only model",
    async ({ skip }) => {
      skip(reason !== undefined, reason);
      makeBases();
      buildImage();
      const megabytes = imageMegabytes(image);
      console.log(`${megabytes} MB with a base of ${imageMegabytes(base)} MB`);
      expect(megabytes).toBeLessThanOrEqual(450);
      await answers();
    },
    20 * minutes,
  );
});

function buildah(...args: readonly string[]): string {
  return execFileSync("buildah", ["--root", join(folder, "storage"), "--runroot", join(folder, "run"), ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 2 ** 26,
  }).trim();
}

/** A Debian as small as debootstrap makes them, and the same with Node and npm where the official image has them. */
function makeBases(): void {
  const root = join(folder, "debian");
  runProgram(findProgram("debootstrap") ?? "", ["--variant=minbase", "bookworm", root]);
  const bare = buildah("from", "scratch");
  buildah("copy", bare, root, "/");
  buildah("commit", bare, base);
  const npm = dirname(dirname(realpathSync(findProgram("npm") ?? "")));
  buildah("copy", bare, process.execPath, "/usr/local/bin/node");
  buildah("copy", bare, npm, "/usr/local/lib/node_modules/npm");
  const link = "ln -s ../lib/node_modules/npm/bin/$1-cli.js /usr/local/bin/$1";
  for (const name of ["npm", "npx"]) buildah("run", bare, "--", "sh", "-c", link.replaceAll("$1", name));
  buildah("commit", bare, node);
}

/** As docs/deploy/containers.md says, with this machine's settings of npm and its certificates. */
function buildImage(): void {
  const context = join(folder, "context");
  mkdirSync(context);
  const root = fileURLToPath(new URL("..", import.meta.url));
  execFileSync("npm", ["pack", "--pack-destination", context], { cwd: root, stdio: "ignore" });
  const settings = execFileSync("npm", ["config", "get", "globalconfig"], { encoding: "utf8" }).trim();
  const mounts = [
    ["/etc/ssl/certs", "/etc/ssl/certs"],
    [settings, "/usr/local/etc/npmrc"],
  ].filter(([from = ""]) => existsSync(from));
  buildah(
    ...["build", "--format", "docker", "-f", deployPath("Containerfile"), "-t", image],
    ...["--build-arg", `NODE_IMAGE=${node}`, "--build-arg", `BASE=${base}`],
    ...mounts.flatMap((mount) => ["--volume", `${mount.join(":")}:ro`]),
    context,
  );
}

/** As buildah prints it, such as "432 MB". */
function imageMegabytes(name: string): number {
  const listed = z
    .array(z.object({ names: z.array(z.string()), size: z.string() }))
    .parse(JSON.parse(buildah("images", "--json")));
  const size = listed.find(({ names }) => names.includes(`${name}:latest`))?.size ?? "";
  const [, megabytes] = /^([\d.]+) MB$/.exec(size) ?? [];
  if (megabytes === undefined) throw new Error(`expected a size in MB of ${name}, got "${size}"`);
  return Number(megabytes);
}

async function answers(): Promise<void> {
  const [port = 0] = await freePorts(1);
  const model = join(folder, "tiny.gguf");
  await writeRandomLlama(model, { seed: 1 });
  chmodSync(model, 0o444);
  const container = buildah("from", image);
  const entry = "/opt/repartee/node_modules/repartee/dist/cli/main.js";
  const storage = ["--root", join(folder, "storage"), "--runroot", join(folder, "run")];
  await using server = startProgram("buildah", [
    ...[...storage, "run", "--volume", `${model}:/models/tiny.gguf:ro`],
    ...["--env", `PORT=${port}`, "--env", `REPARTEE_API_KEY=${key}`, "--env", "REPARTEE_SHUTDOWN_DELAY_MS=0"],
    ...[container, "--", "node", entry, "serve", "--model", "/models/tiny.gguf"],
  ]);
  const url = `http://127.0.0.1:${port}`;
  await until(
    () =>
      fetch(`${url}/ready`).then(
        ({ ok }) => ok,
        () => server.process.exitCode !== null,
      ),
    2 * minutes,
    `ready: ${server.output()}`,
  );
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ messages: [{ role: "user", content: "hello" }], max_tokens: 8 }),
  });
  expect(answer.status, server.output()).toBe(200);
  expect(await answer.json()).toMatchObject({ repartee: { source: "model", model: "tiny" } });
  const who = runProgram("ps", ["-eo", "uid,args"]);
  const uids = who.split("\n").filter((line) => line.includes("repartee-runner: tiny"));
  expect(uids.map((line) => line.trim().split(" ")[0])).toEqual(["10001"]);
}
