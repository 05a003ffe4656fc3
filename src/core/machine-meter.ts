/** How busy the machine is, with everything that runs on it. */
export interface MachineMeter {
  readonly cores: number;
  /** Processor time of all cores since the machine started, in milliseconds; grows by `cores` a millisecond at most. */
  cpuMs(): number;
  /** Processes that want a core, for each core, averaged over a minute; 0 where the system does not say. */
  load(): number;
}
