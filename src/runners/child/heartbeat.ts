import type { Clock } from "../../core/clock.ts";
import type { Outbox } from "./outbox.ts";

/** The longest silence of a runner whose event loop turns. The parent takes several times as much for its death. */
const heartbeatMs = 2000;

/** Sends a heartbeat whenever no other frame was sent for `heartbeatMs`, from now to the end of the process. */
export function startHeartbeat(outbox: Outbox, clock: Clock): void {
  function beat(): void {
    if (clock.now() - outbox.lastSentMs >= heartbeatMs) outbox.send({ type: "heartbeat" });
    clock.schedule(outbox.lastSentMs + heartbeatMs - clock.now(), beat);
  }
  beat();
}
