/** A model in memory, as the choice of who has to go sees it. */
export interface Resident {
  readonly name: string;
  readonly bytes: number;
  /** Since when nobody holds it, in milliseconds of the pool's clock; undefined while somebody does. */
  readonly idleSinceMs: number | undefined;
  readonly pinned: boolean;
}

/** Whether a model can be taken out of memory now: nobody holds it and it is not pinned. */
export function isEvictable({ idleSinceMs, pinned }: Resident): boolean {
  return idleSinceMs !== undefined && !pinned;
}

/**
 * The models to unload so that at least `neededBytes` come back: idle ones, those that were used longest ago first,
 * and none that is not needed for it. Undefined when the idle ones do not hold as much.
 */
export function chooseVictims(residents: readonly Resident[], neededBytes: number): readonly Resident[] | undefined {
  const oldestFirst = idleOldestFirst(residents).filter(({ bytes }) => bytes > 0);
  const taken: Resident[] = [];
  let freedBytes = 0;
  for (const resident of oldestFirst) {
    if (freedBytes >= neededBytes) break;
    taken.push(resident);
    freedBytes += resident.bytes;
  }
  if (freedBytes < neededBytes) return undefined;
  // A small old model and then a large newer one: the small one need not go. The newest are spared first.
  const kept = new Set<Resident>();
  for (const resident of taken.toReversed()) {
    if (freedBytes - resident.bytes < neededBytes) continue;
    kept.add(resident);
    freedBytes -= resident.bytes;
  }
  return taken.filter((resident) => !kept.has(resident));
}

/**
 * The models to unload where more memory is taken than there is: as many idle ones as help, and never the last model.
 * @param staying Models that hold memory and are not being unloaded.
 */
export function chooseExcess(
  residents: readonly Resident[],
  excessBytes: number,
  staying: number,
): readonly Resident[] {
  const idle = idleOldestFirst(residents);
  if (staying === idle.length) idle.pop();
  const idleBytes = idle.reduce((sum, { bytes }) => sum + bytes, 0);
  return chooseVictims(idle, Math.min(excessBytes, idleBytes)) ?? [];
}

function idleOldestFirst(residents: readonly Resident[]): Resident[] {
  return residents.filter(isEvictable).toSorted((a, b) => (a.idleSinceMs ?? 0) - (b.idleSinceMs ?? 0));
}
