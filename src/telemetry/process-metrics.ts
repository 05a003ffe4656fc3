/** The server's own process: memory, processor time, event loop. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/** How often the event loop's delay is sampled, in milliseconds. */
const sampleEveryMs = 20;
const nanosecondsPerSecond = 1e9;

/** Registers the metrics; the function that is returned ends the sampling. */
export function watchProcess(registry: Registry): () => void {
  const loopDelay = monitorEventLoopDelay({ resolution: sampleEveryMs });
  loopDelay.enable();

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
  const lag = new Gauge({
    name: "repartee_event_loop_lag_seconds",
    help: "Delay of the event loop since the metrics were last read: the 99th percentile.",
    labelNames: ["quantile"],
    registers: [],
    collect() {
      // The histogram counts the sampling interval itself; before its first sample it holds no number.
      const seconds = loopDelay.percentile(99) / nanosecondsPerSecond - sampleEveryMs / 1000;
      this.set({ quantile: "0.99" }, Number.isFinite(seconds) ? Math.max(0, seconds) : 0);
      loopDelay.reset();
    },
  });
  const start = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process was started, in seconds since 1970.",
    registers: [],
  });
  start.set(performance.timeOrigin / 1000);
  for (const metric of [rss, cpu, lag, start]) registry.registerMetric(metric);

  return () => void loopDelay.disable();
}
