import { faultyReplyText } from "../fake-upstream/echo-reply.ts";
import { randomFaultsModel, createRandom } from "../fake-upstream/random-faults.ts";
import { type FakeOpenai, startFakeOpenai } from "../fake-openai/fake-openai.ts";
import { startTcpFaultProxy, type TcpFault } from "../tcp-fault-proxy.ts";
import { wallModels } from "./wall-cells.ts";

/** Where a gateway finds one model of the wall. */
export interface WallUpstream {
  /** The name that the gateway's clients use. */
  readonly name: string;
  /** Base URL of the provider, with `/v1`. */
  readonly baseUrl: string;
  /** The name that the provider is asked for. */
  readonly model: string;
}

export interface WallProvider extends AsyncDisposable {
  readonly provider: FakeOpenai;
  /** Models with a fault; `wall-good`, which repeats the user's words; `wall-broken`, which always fails; two with random faults. */
  readonly upstreams: readonly WallUpstream[];
}

export const goodModel = "wall-good";
export const brokenModel = "wall-broken";
export const randomModels: readonly [string, string] = ["wall-random", "wall-random-network"];

/** The 60 tokens of every reply that a fault happens to. */
export const wallReplyText: string = faultyReplyText;

export interface WallProviderOptions {
  /** The provider's port; those after it are for faults of the connection. Default: free ones. */
  readonly port?: number;
}

/** Starts the fake provider of the wall, and a proxy before it for each fault of the connection. */
export async function startWallProvider({ port = 0 }: WallProviderOptions = {}): Promise<WallProvider> {
  const running: AsyncDisposable[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((part) => part[Symbol.asyncDispose]()));
  };
  try {
    const started = await startAll(running, port);
    return { ...started, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(running: AsyncDisposable[], port: number): Promise<Omit<WallProvider, keyof AsyncDisposable>> {
  const provider = await startFakeOpenai({ unlisted: true, wholeUnlessAsked: true, port });
  running.push(provider);
  const baseUrl = `${provider.url}/v1`;
  let used = 0;
  const proxyUrl = async (faultOf: (connection: number) => TcpFault | "refuse" | undefined): Promise<string> => {
    used += 1;
    const isRefusing = faultOf(0) === "refuse";
    const damage = (connection: number): TcpFault | undefined => {
      const fault = faultOf(connection);
      return fault === "refuse" ? undefined : fault;
    };
    const options = { target: provider.url, faultOf: damage, port: port === 0 ? 0 : port + used };
    const proxy = await startTcpFaultProxy(options);
    // Nobody listens any more where somebody did.
    if (isRefusing) await proxy[Symbol.asyncDispose]();
    else running.push(proxy);
    return `${proxy.url}/v1`;
  };
  const upstreams: WallUpstream[] = [
    { name: goodModel, baseUrl, model: "echo" },
    { name: brokenModel, baseUrl, model: "fault-server-error" },
    { name: randomModels[0], baseUrl, model: randomFaultsModel },
    { name: randomModels[1], baseUrl: await proxyUrl(randomTcpFault), model: randomFaultsModel },
  ];
  for (const { name, fault } of wallModels) {
    if ("model" in fault) upstreams.push({ name, baseUrl, model: `fault-${fault.model}` });
    else upstreams.push({ name, baseUrl: await proxyUrl(() => fault.connection), model: "fault-no-usage" });
  }
  return { provider, upstreams };
}

/** Every second connection is left alone; a connection may carry many requests before it is hit. */
function randomTcpFault(connection: number): TcpFault | undefined {
  const random = createRandom(connection);
  random();
  const at = Math.floor(random() * 60_000);
  const kind = Math.floor(random() * 10);
  if (kind === 0) return { resetAfterBytes: at };
  if (kind === 1) return { halfCloseAfterBytes: at };
  if (kind === 2) return { garbageAfterBytes: at };
  if (kind === 3) return { stallAfterBytes: at };
  return kind === 4 ? { delayMs: 20, dripBytes: 700 } : undefined;
}
