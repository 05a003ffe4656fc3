// `npm run build:image -- [--tag NAME] [--engines "cuda"] [--node-image IMAGE] [--base IMAGE]`: packs the package and
// builds deploy/Containerfile with buildah. Where no registry of images answers, `--rootfs FOLDER` takes a Debian root
// (`debootstrap --variant=minbase bookworm FOLDER`) and this Node for both base images. Prints the image's size.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./build-state.mjs";

const maxImageBytes = 450e6;
const { values } = parseArgs({
  options: {
    tag: { type: "string", default: "repartee" },
    engines: { type: "string", default: "" },
    "node-image": { type: "string" },
    base: { type: "string" },
    rootfs: { type: "string" },
  },
});

/** Without rights of its own a container cannot build another. */
const isolated = { BUILDAH_ISOLATION: "chroot", STORAGE_DRIVER: "vfs", ...process.env };

function run(program, args, options = {}) {
  const { status, stdout, error } = spawnSync(program, args, {
    encoding: "utf8",
    env: isolated,
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status ?? error?.message}`);
  return stdout.trim();
}

/** An image of the folder, with this Node and its npm where the official one has them. */
function standIn(rootfs, folder) {
  const node = process.execPath;
  const npm = run("npm", ["root", "--global"]);
  const local = join(folder, "node");
  mkdirSync(join(local, "bin"), { recursive: true });
  mkdirSync(join(local, "lib", "node_modules"), { recursive: true });
  cpSync(node, join(local, "bin", "node"), { dereference: true });
  cpSync(join(npm, "npm"), join(local, "lib", "node_modules", "npm"), { recursive: true, dereference: true });
  const container = run("buildah", ["from", "scratch"]);
  run("buildah", ["copy", "--quiet", container, rootfs, "/"]);
  run("buildah", ["commit", "--quiet", container, "localhost/stand-in-base"]);
  run("buildah", ["copy", "--quiet", container, local, "/usr/local"]);
  for (const name of ["npm", "npx"]) {
    run("buildah", [
      "run",
      container,
      "--",
      "ln",
      "-s",
      `../lib/node_modules/npm/bin/${name}-cli.js`,
      `/usr/local/bin/${name}`,
    ]);
  }
  run("buildah", ["commit", "--quiet", container, "localhost/stand-in-node"]);
  run("buildah", ["rm", container]);
  return { base: "localhost/stand-in-base", nodeImage: "localhost/stand-in-node" };
}

const folder = mkdtempSync(join(tmpdir(), "repartee-image-"));
try {
  run("npm", ["pack", "--pack-destination", folder], { cwd: root, shell: process.platform === "win32" });
  const chosen =
    values.rootfs === undefined
      ? { base: values.base, nodeImage: values["node-image"] }
      : standIn(values.rootfs, folder);
  const context = join(folder, "context");
  mkdirSync(context);
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(".tgz")))
    cpSync(join(folder, name), join(context, name));
  const args = [
    ...(chosen.base === undefined ? [] : ["--build-arg", `BASE=${chosen.base}`]),
    ...(chosen.nodeImage === undefined ? [] : ["--build-arg", `NODE_IMAGE=${chosen.nodeImage}`]),
    ...(values.engines === "" ? [] : ["--build-arg", `ENGINES=${values.engines}`]),
    // Settings of this machine's npm, such as a registry or a certificate.
    ...Object.keys(process.env).flatMap((name) =>
      /^(?:npm_config_(?:registry|cafile)|node_extra_ca_certs|https?_proxy)$/i.test(name) ? ["--env", name] : [],
    ),
  ];
  run("buildah", [
    "build",
    "--format",
    "docker",
    "-f",
    join(root, "deploy", "Containerfile"),
    "-t",
    values.tag,
    ...args,
    context,
  ]);
  const size = Number(run("buildah", ["inspect", "--type", "image", "--format", "{{.Docker.Size}}", values.tag])) || 0;
  const container = run("buildah", ["from", values.tag]);
  const mounted = run("buildah", ["mount", container]);
  const bytes = Number(run("du", ["-sb", mounted]).split("\t")[0]);
  run("buildah", ["rm", container]);
  console.log(
    `${values.tag}: ${Math.round(bytes / 1e6)} MB${size === 0 ? "" : ` (as listed: ${Math.round(size / 1e6)} MB)`}`,
  );
  if (values.engines === "" && bytes > maxImageBytes)
    throw new Error(`The image is larger than ${maxImageBytes / 1e6} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
