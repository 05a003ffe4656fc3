/**
 * What systemd gets to know of a service with `Type=notify`: that it is ready, that it stops, and that it lives (`WatchdogSec=`).
 * Node has no datagram sockets of the file system, so systemd's own program sends it.
 */
import { spawn } from "node:child_process";
import type { Log } from "../core/log.ts";

export interface ServiceManager {
  /** Also begins to report that the service lives, where systemd watches. */
  ready(): void;
  stopping(): void;
}

export interface ServiceManagerOptions {
  /** `NOTIFY_SOCKET` and `WATCHDOG_USEC` are systemd's. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Whether work goes on: while it does not, systemd hears nothing, and restarts the service after `WatchdogSec=`. */
  readonly isAlive: () => boolean;
}

export function createServiceManager({ env, log, isAlive }: ServiceManagerOptions): ServiceManager {
  if (env["NOTIFY_SOCKET"] === undefined) return { ready() {}, stopping() {} };
  const watchdogMs = Number(env["WATCHDOG_USEC"] ?? 0) / 1000;
  let timer: NodeJS.Timeout | undefined;

  function notify(...states: readonly string[]): void {
    const child = spawn("systemd-notify", [`--pid=${process.pid}`, ...states], { env, stdio: "ignore" });
    child.once("error", (error) => log.warn({ err: error }, "systemd could not be notified"));
  }

  return {
    ready() {
      notify("--ready");
      if (!(watchdogMs > 0)) return;
      // Twice in the time, as systemd advises.
      timer = setInterval(() => {
        if (isAlive()) notify("WATCHDOG=1");
        else log.error({ watchdogMs }, "no model's process responds; systemd's watchdog is not fed");
      }, watchdogMs / 2);
      timer.unref();
    },
    stopping() {
      clearInterval(timer);
      notify("--stopping");
    },
  };
}
