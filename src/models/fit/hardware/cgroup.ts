/** What a container or service may use, by Linux's control groups: version 2, or 1 where it is still in use. */
export interface CgroupLimits {
  readonly memory?: { readonly limitBytes: number; readonly usedBytes: number };
  /** Cores' worth of time; may be a fraction. */
  readonly cpuQuota?: number;
}

type ReadText = (path: string) => Promise<string | undefined>;

const root = "/sys/fs/cgroup";
/** Version 1 writes "no limit" as about 2^63; nothing has that much. */
const noLimitBytes = 2 ** 60;
/** Groups above one another; more is no real tree. */
const mostDepth = 32;

/** The tightest limits of the process's own groups and all groups above them. */
export async function readCgroupLimits(readText: ReadText): Promise<CgroupLimits> {
  const membership = parseMembership((await readText("/proc/self/cgroup")) ?? "");
  const memoryV1 = membership.get("memory");
  const cpuV1 = membership.get("cpu");
  const unified = membership.get("") ?? "/";
  const memory =
    memoryV1 === undefined
      ? await tightestMemory(readText, root, unified, memoryFilesV2)
      : await tightestMemory(readText, `${root}/memory`, memoryV1, memoryFilesV1);
  const cpuQuota =
    cpuV1 === undefined
      ? await tightestQuota(unified, (folder) => readQuotaV2(readText, `${root}${folder}`))
      : await tightestQuota(cpuV1, (folder) => readQuotaV1(readText, folder));
  return { memory, cpuQuota };
}

/** `/proc/self/cgroup`: the group's path by controller; version 2's one line has the empty name. */
export function parseMembership(text: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^\d+:(?<controllers>[^:]*):(?<path>\/.*)$/.exec(line);
    const { controllers, path } = match?.groups ?? {};
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(",")) paths.set(controller, path);
  }
  return paths;
}

/** `/a/b` → `/a/b`, `/a`, ``. Inside a container the path may be the host's; then only the last is there. */
function selfAndAbove(path: string): string[] {
  const names = path.split("/").filter((name) => name !== "" && name !== "." && name !== "..");
  return Array.from({ length: Math.min(names.length, mostDepth) + 1 }, (_, index) =>
    names
      .slice(0, names.length - index)
      .map((name) => `/${name}`)
      .join(""),
  );
}

interface MemoryFiles {
  readonly limit: string;
  readonly used: string;
  /** The field of `memory.stat` with file caches that can be given up. */
  readonly cacheField: string;
}

const memoryFilesV2: MemoryFiles = { limit: "memory.max", used: "memory.current", cacheField: "inactive_file" };
const memoryFilesV1: MemoryFiles = {
  limit: "memory.limit_in_bytes",
  used: "memory.usage_in_bytes",
  cacheField: "total_inactive_file",
};

async function tightestMemory(
  readText: ReadText,
  mount: string,
  path: string,
  files: MemoryFiles,
): Promise<CgroupLimits["memory"]> {
  let tightest: CgroupLimits["memory"];
  for (const folder of selfAndAbove(path)) {
    const limitBytes = wholeNumber(await readText(`${mount}${folder}/${files.limit}`));
    if (limitBytes === undefined || limitBytes >= noLimitBytes) continue;
    const used = wholeNumber(await readText(`${mount}${folder}/${files.used}`)) ?? 0;
    const stat = (await readText(`${mount}${folder}/memory.stat`)) ?? "";
    const cache = Number(new RegExp(`^${files.cacheField} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);
    const usedBytes = Math.max(0, used - cache);
    const room = limitBytes - usedBytes;
    if (tightest === undefined || room < tightest.limitBytes - tightest.usedBytes) tightest = { limitBytes, usedBytes };
  }
  return tightest;
}

async function tightestQuota(
  path: string,
  readQuota: (folder: string) => Promise<number | undefined>,
): Promise<number | undefined> {
  let tightest: number | undefined;
  for (const folder of selfAndAbove(path)) {
    const quota = await readQuota(folder);
    if (quota !== undefined) tightest = Math.min(tightest ?? Infinity, quota);
  }
  return tightest;
}

/** `max 100000` is no quota, `150000 100000` is one and a half cores. */
async function readQuotaV2(readText: ReadText, folder: string): Promise<number | undefined> {
  const [quota, period] = ((await readText(`${folder}/cpu.max`)) ?? "").trim().split(/\s+/);
  return cores(wholeNumber(quota), wholeNumber(period));
}

/** The controller's folder has one of two names. A quota of -1 is none. */
async function readQuotaV1(readText: ReadText, folder: string): Promise<number | undefined> {
  for (const mount of [`${root}/cpu`, `${root}/cpu,cpuacct`]) {
    const quota = wholeNumber(await readText(`${mount}${folder}/cpu.cfs_quota_us`));
    const period = wholeNumber(await readText(`${mount}${folder}/cpu.cfs_period_us`));
    const found = cores(quota, period);
    if (found !== undefined) return found;
  }
  return undefined;
}

function cores(quota: number | undefined, period: number | undefined): number | undefined {
  return quota === undefined || period === undefined || quota === 0 || period === 0 ? undefined : quota / period;
}

function wholeNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? "";
  return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}
