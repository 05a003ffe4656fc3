/** The files of this repository as a clone has them: neither packages, nor builds, nor what somebody left lying about. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../../", import.meta.url));

const notOurs = /(?:^|\/)(?:\.git|node_modules|dist|coverage|\.cache)(?:\/|$)/;

/** Whether git knows which files belong here; not so in an unpacked archive. */
export const isGitCheckout: boolean = runGit("rev-parse", "--is-inside-work-tree") !== undefined;

/** Paths from the root, with `/` on every platform: all that git tracks or would track. */
export const repositoryFiles: readonly string[] = listFiles();

/** The files among them that `pattern` matches. */
export function filesMatching(pattern: RegExp): readonly string[] {
  return repositoryFiles.filter((path) => pattern.test(path));
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), "utf8").replaceAll("\r\n", "\n");
}

function listFiles(): readonly string[] {
  const listed = runGit("ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const paths = listed === undefined ? walk() : listed.split("\0").filter((path) => path !== "");
  // A file that was deleted and not yet committed is still listed.
  return paths.filter((path) => existsSync(join(root, path))).toSorted();
}

function runGit(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout : undefined;
}

function walk(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !notOurs.test(path) && statSync(join(root, path)).isFile());
}
