// Builds src/ to dist/program/: what `repartee` runs, with the packages that every start reads, in few files: to
// find, read and link 719 modules took half of a start. The library in dist/ stays a file a module. Programs
// keep their places in dist/ (`dist/cli/main.js`): there, one line imports the built one.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, posix, relative, sep } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./build-state.mjs";

const sources = join(root, "src");
const dist = join(root, "dist");
const out = join(dist, "program");

/** What is started: the command line, and the processes and the thread that it starts. */
const programs = [
  "cli/main",
  "models/fit/hardware/gpu-child",
  "runners/child/main",
  "runners/child/parent-watch",
  "speech/process/child/main",
];

/** What others import: only with `--alone`, where the compiler has not written it. */
const libraries = process.argv.includes("--alone") ? ["index", "testing/index"] : [];

/** Taken in with what they depend on. The others have native code, data of their own, or are read only when needed. */
const packages = [
  "@fastify/busboy",
  "@huggingface/jinja",
  "commander",
  "eventsource-parser",
  "fastify",
  "kysely",
  "node-llama-cpp",
  "pino",
  "prom-client",
  "ws",
  "yaml",
  "zod",
];
const binding = join(root, "node_modules", "node-llama-cpp", "dist");
/** What the binding imports and is not taken in: its native code, and what only its own command line uses. */
const leftOut = /^(?:@node-llama-cpp\/.+|electron|ipull)$/;
/** What the binding builds llama.cpp from its sources with, which it is told never to do. */
const neverUsed = /^simple-git$/;

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries([...programs, ...libraries].map((name) => [flat(name), join(sources, `${name}.ts`)])),
  platform: "node",
  transform: { target: "node20.19" },
  checks: { bundlerTimings: false },
  // No line before each module that names its file.
  experimental: { attachDebugInfo: "none" },
  external: isExternal,
  // Of the binding only what is used: neither its wrappers for chats nor its command line.
  treeshake: { moduleSideEffects: (id) => !leftOut.test(id) && !id.startsWith(binding) },
  plugins: [
    { name: "places", transform: { filter: { code: "import.meta.url" }, handler: keepPlace } },
    {
      name: "never used",
      resolveId: { filter: { id: neverUsed }, handler: (id) => `\0${id}` },
      load: { filter: { id: /^\0/ }, handler: () => "export const simpleGit = undefined;" },
    },
  ],
});
const { output } = await bundle.write({
  dir: out,
  format: "esm",
  // A server that runs from the build before this one finds what it has yet to read: files and exports keep their names.
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  minifyInternalExports: false,
  comments: { legal: true, jsdoc: false, annotation: false },
});
await bundle.close();
for (const name of programs) writeEntry(name, "import");
for (const name of libraries) writeEntry(name, "export * from");
const files = output.map(({ fileName }) => fileName);
writeFileSync(join(out, "licenses.txt"), licensesOf(output.flatMap(({ moduleIds = [] }) => moduleIds)));
removeAllBut(new Set([...files, "licenses.txt"]));

function flat(name) {
  return name.replaceAll("/", "-");
}

/** @param {string} id as written in an import, or a file's path */
function isExternal(id, importer) {
  if (leftOut.test(id)) return true;
  const isPackage = /^[@\w]/.test(id) && !isAbsolute(id) && !id.startsWith("@oxc-project/");
  const isImportedByUs = importer === undefined || importer.startsWith(sources);
  return isPackage && isImportedByUs && !packages.some((name) => id === name || id.startsWith(`${name}/`));
}

/** Files are found from where a module lies, in dist/ or in the binding: each goes on as if it lay there. */
function keepPlace(code, id) {
  const place = id.startsWith(sources)
    ? `new URL(${JSON.stringify(`../${slashed(relative(sources, id)).replace(/\.ts$/, ".js")}`)}, import.meta.url)`
    : `new URL(${JSON.stringify(slashed(relative(binding, id)))}, import.meta.resolve("node-llama-cpp"))`;
  const isKnown = id.startsWith(sources) || id.startsWith(binding);
  return isKnown ? { code: code.replaceAll("import.meta.url", `${place}.href`), map: null } : null;
}

function slashed(path) {
  return path.replaceAll(sep, "/");
}

/** @param {"import" | "export * from"} how */
function writeEntry(name, how) {
  const path = join(dist, `${name}.js`);
  const target = posix.relative(posix.dirname(name), `program/${flat(name)}.js`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    `${name === "cli/main" ? "#!/usr/bin/env node\n" : ""}${how} "${target.startsWith(".") ? "" : "./"}${target}";\n`,
  );
}

/** What the packages that were taken in ask of those who pass them on. */
function licensesOf(moduleIds) {
  const folders = new Set(moduleIds.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(slashed(id)) ?? []));
  return [...folders]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
      return [`${name} ${version}, ${license}`, ...texts.map((file) => readFileSync(join(folder, file), "utf8"))];
    })
    .map((parts) => parts.map((part) => part.trim()).join("\n\n"))
    .join(`\n\n${"-".repeat(80)}\n\n`);
}

function removeAllBut(current) {
  for (const name of readdirSync(out)) if (!current.has(name)) rmSync(join(out, name));
}
