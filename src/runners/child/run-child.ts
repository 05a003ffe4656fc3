import { connect } from "node:net";
import { createLineSplitter, readParentFrame } from "../frame-codec.ts";
import { becomeExpendable } from "./become-expendable.ts";
import { createHost } from "./host.ts";
import type { CreateEngine } from "./host.ts";
import { readIntroduction } from "./lifeline.ts";
import { logToOutbox } from "./log-to-outbox.ts";
import { createOutbox } from "./outbox.ts";
import { watchParent } from "./watch-parent.ts";

/**
 * Runs this process as a runner: meets the parent at the address that stdin names, loads one model on request,
 * answers, and exits on request or when stdin ends.
 *
 * What goes wrong outside of a request is not caught here: Node prints it on stderr and exits, and the parent reports
 * both. Signals of the terminal or of a service manager reach the whole process group; the parent decides what they
 * mean and needs its runners for the replies that it lets end, so they are ignored here.
 */
export function runChild(createEngine: CreateEngine): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
  becomeExpendable();
  watchParent({ pulses: true });
  readIntroduction(({ address, token }) => {
    const socket = connect(address);
    const outbox = createOutbox(socket);
    const handle = createHost(createEngine, outbox, logToOutbox(outbox));
    // An error is thrown as the uncaught one that it is; without its socket a runner is of no use.
    socket.on("close", () => process.exit(1));
    socket.on(
      "data",
      createLineSplitter((line) => handle(readParentFrame(line))),
    );
    outbox.send({ type: "hello", token });
  });
}
