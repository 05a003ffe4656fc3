/** A TCP link to a local port that a test can cut and mend: what a server notices of a network that fails. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface BreakableLink extends AsyncDisposable {
  readonly port: number;
  /** Ends all connections; new ones end at once. */
  cut(): void;
  mend(): void;
}

export async function createBreakableLink(targetPort: number): Promise<BreakableLink> {
  const sockets = new Set<Socket>();
  let isCut = false;
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    // A reset is what a cut looks like.
    return socket.on("error", () => {}).once("close", () => sockets.delete(socket));
  };
  const server = createServer((incoming) => {
    track(incoming);
    if (isCut) return void incoming.destroy();
    const outgoing = track(connect(targetPort, "127.0.0.1"));
    incoming.pipe(outgoing).pipe(incoming);
    incoming.once("close", () => outgoing.destroy());
    outgoing.once("close", () => incoming.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    cut,
    mend: () => void (isCut = false),
    async [Symbol.asyncDispose]() {
      cut();
      await once(server.close(), "close");
    },
  };
}
