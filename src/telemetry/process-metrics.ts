/** The server's own process: memory, processor time, event loop. */
import { performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * Registers the metrics. All are read when metrics are rendered: a timer that samples the event loop's delay wakes the
 * process 50 times a second, which cost as much as the tokens of a whole reply.
 */
export function watchProcess(registry: Registry): void {
  let loopBefore = performance.eventLoopUtilization();

  const rss = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of the server's process; models in child processes are not in it.",
    registers: [],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  const cpu = new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time, user and system.",
    registers: [],
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const busy = new Gauge({
    name: "repartee_event_loop_utilization",
    help: "Share of the time since the metrics were last read that the event loop was busy, 0 to 1.",
    registers: [],
    collect() {
      const loopNow = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(loopNow, loopBefore).utilization);
      loopBefore = loopNow;
    },
  });
  const start = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process was started, in seconds since 1970.",
    registers: [],
  });
  start.set(performance.timeOrigin / 1000);
  for (const metric of [rss, cpu, busy, start]) registry.registerMetric(metric);
}
