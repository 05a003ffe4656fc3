/**
 * A package registry on this machine for tests: the routes of npm's registry that `npm view` and `npm pack` use, and a
 * simple index as pip reads it. Its faults are of the network: an answer that breaks off, waits, or has other bytes.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { HostedPackage } from "./make-packages.ts";

export interface RegistryFault {
  /** `break`: the connection ends after half of the body. `wait`: after half, nothing comes any more. `other-bytes`: one byte differs. `refuse`: status 401. */
  readonly kind: "break" | "wait" | "other-bytes" | "refuse";
  /** How many downloads of archives it meets. */
  readonly times: number;
}

export interface PackageRegistry extends AsyncDisposable {
  readonly url: string;
  /** What a client needs in its environment to ask this registry and no other. */
  readonly env: Readonly<Record<string, string>>;
  /** Paths asked for so far, oldest first. */
  readonly requests: readonly string[];
  inject(fault: RegistryFault): void;
  /** Resolves when half of an archive was sent and the rest waits. */
  readonly waiting: Promise<void>;
}

export async function startPackageRegistry(packages: readonly HostedPackage[]): Promise<PackageRegistry> {
  const requests: string[] = [];
  let fault: { readonly kind: RegistryFault["kind"]; times: number } | undefined;
  let onWaiting = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    onWaiting = resolve;
  });

  function sendArchive(response: ServerResponse, bytes: Uint8Array): void {
    const kind = fault !== undefined && fault.times > 0 ? fault.kind : undefined;
    if (fault !== undefined) fault.times -= 1;
    if (kind === "refuse") return void response.writeHead(401).end();
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
    if (kind === undefined) return void response.end(bytes);
    if (kind === "other-bytes") {
      const changed = Buffer.from(bytes);
      const middle = Math.floor(changed.length / 2);
      changed[middle] = (changed[middle] ?? 0) ^ 1;
      return void response.end(changed);
    }
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      if (kind === "break") response.destroy();
      else onWaiting();
    });
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? "/");
    requests.push(path);
    const archive = packages.find((one) => path === archivePath(one));
    if (archive !== undefined) {
      sendArchive(response, archive.bytes);
      return;
    }
    const simple = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
    const [client, name] = simple === undefined ? (["npm", path.slice(1)] as const) : (["pip", simple] as const);
    const found = packages.filter((one) => one.client === client && one.name === name);
    if (found.length === 0) return void response.writeHead(404, { "content-type": "application/json" }).end("{}");
    if (client === "pip") return void response.writeHead(200, { "content-type": "text/html" }).end(simplePage(found));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(packument(found, url)));
  }

  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url,
    env: registryEnvironment(url),
    requests,
    waiting,
    inject({ kind, times }) {
      fault = { kind, times };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** The settings of whoever runs the tests would lead elsewhere, so none of their files are read. */
function registryEnvironment(url: string): Readonly<Record<string, string>> {
  const nothing = process.platform === "win32" ? "NUL" : "/dev/null";
  return {
    PIP_INDEX_URL: `${url}/simple`,
    PIP_CONFIG_FILE: nothing,
    npm_config_registry: `${url}/`,
    npm_config_userconfig: nothing,
    npm_config_globalconfig: `${nothing}-none`,
    NO_PROXY: "127.0.0.1",
    no_proxy: "127.0.0.1",
  };
}

function archivePath({ client, name, version }: HostedPackage): string {
  if (client === "npm") return `/${name}/-/${name.split("/").at(-1) ?? name}-${version}.tgz`;
  return `/files/${wheelName(name, version)}`;
}

function wheelName(name: string, version: string): string {
  return `${name.replaceAll("-", "_")}-${version}-py3-none-any.whl`;
}

function simplePage(found: readonly HostedPackage[]): string {
  const links = found.map((one) => {
    const sum = createHash("sha256").update(one.bytes).digest("hex");
    return `<a href="${archivePath(one)}#sha256=${sum}">${wheelName(one.name, one.version)}</a>`;
  });
  return `<!DOCTYPE html><html><body>${links.join("<br>")}</body></html>`;
}

function packument(found: readonly HostedPackage[], url: string): unknown {
  const versions = found.map((one) => {
    const integrity = `sha512-${createHash("sha512").update(one.bytes).digest("base64")}`;
    const shasum = createHash("sha1").update(one.bytes).digest("hex");
    const dist = { tarball: url + archivePath(one), integrity, shasum, unpackedSize: one.bytes.length };
    return [one.version, { name: one.name, version: one.version, dist }] as const;
  });
  return {
    name: found[0]?.name,
    "dist-tags": { latest: found.at(-1)?.version },
    versions: Object.fromEntries(versions),
  };
}
