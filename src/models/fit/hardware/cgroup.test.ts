import { describe, expect, test } from "vitest";
import { parseMembership, readCgroupLimits } from "./cgroup.ts";

const GiB = 2 ** 30;

function files(texts: Readonly<Record<string, string>>): (path: string) => Promise<string | undefined> {
  return async (path) => texts[path];
}

describe("readCgroupLimits, version 2", () => {
  test("a container's limits are those at the root that it sees", async () => {
    const read = files({
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": `${4 * GiB}\n`,
      "/sys/fs/cgroup/memory.current": `${3 * GiB}\n`,
      "/sys/fs/cgroup/memory.stat": `anon 1\ninactive_file ${2 * GiB}\nactive_file 7\n`,
      "/sys/fs/cgroup/cpu.max": "150000 100000\n",
    });
    expect(await readCgroupLimits(read)).toEqual({ memory: { limitBytes: 4 * GiB, usedBytes: GiB }, cpuQuota: 1.5 });
  });

  test("the group above with less room is the one that binds", async () => {
    const read = files({
      "/proc/self/cgroup": "0::/system.slice/repartee.service\n",
      "/sys/fs/cgroup/system.slice/repartee.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/repartee.service/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/system.slice/memory.max": `${2 * GiB}\n`,
      "/sys/fs/cgroup/system.slice/memory.current": `${GiB}\n`,
      "/sys/fs/cgroup/system.slice/cpu.max": "50000 100000\n",
    });
    expect(await readCgroupLimits(read)).toEqual({ memory: { limitBytes: 2 * GiB, usedBytes: GiB }, cpuQuota: 0.5 });
  });

  test("no limits are found where there are none", async () => {
    const read = files({
      "/proc/self/cgroup": "0::/user.slice\n",
      "/sys/fs/cgroup/user.slice/memory.max": "max\n",
      "/sys/fs/cgroup/user.slice/cpu.max": "max 100000\n",
    });
    expect(await readCgroupLimits(read)).toEqual({});
    expect(await readCgroupLimits(files({}))).toEqual({});
  });
});

describe("readCgroupLimits, version 1", () => {
  const membership = "9:name=systemd:/\n4:memory:/docker/abc\n3:cpuset:/\n2:cpu,cpuacct:/docker/abc\n0::/\n";

  test("limits are read from each controller's own tree", async () => {
    const read = files({
      "/proc/self/cgroup": membership,
      "/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": `${8 * GiB}\n`,
      "/sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes": `${5 * GiB}\n`,
      "/sys/fs/cgroup/memory/docker/abc/memory.stat": `inactive_file 1\ntotal_inactive_file ${GiB}\n`,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "400000\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
    });
    expect(await readCgroupLimits(read)).toEqual({ memory: { limitBytes: 8 * GiB, usedBytes: 4 * GiB }, cpuQuota: 4 });
  });

  test("inside a container, where the host's path is not there, the root's limit binds", async () => {
    const read = files({
      "/proc/self/cgroup": membership,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${GiB}\n`,
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    });
    expect(await readCgroupLimits(read)).toEqual({ memory: { limitBytes: GiB, usedBytes: 0 } });
  });

  test("the number that means no limit is none", async () => {
    const read = files({
      "/proc/self/cgroup": membership,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    });
    expect(await readCgroupLimits(read)).toEqual({});
  });
});

describe("parseMembership", () => {
  test("a path with dots leads nowhere above the tree", async () => {
    const asked: string[] = [];
    await readCgroupLimits(async (path) => {
      asked.push(path);
      return path === "/proc/self/cgroup" ? "0::/../../etc\n" : undefined;
    });
    expect(asked.filter((path) => path.includes(".."))).toEqual([]);
  });

  test("lines that are none are passed over", () => {
    expect([...parseMembership("junk\n1:cpu,cpuacct:/a\n\n")]).toEqual([
      ["cpu", "/a"],
      ["cpuacct", "/a"],
    ]);
  });
});
