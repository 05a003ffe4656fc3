/**
 * Who holds how much of the memory that models may take. Numbers only; who has to go is decided elsewhere.
 *
 * 1. `claimedBytes` is the sum of all claims that were not released.
 * 2. A claim is held from before a load begins until the memory was really given back, whatever happens in between.
 */
export interface MemoryLedger {
  /** Infinity: there is no limit. May be set anew at any time. */
  budgetBytes: number;
  readonly claimedBytes: number;
  /** What of `claimedBytes` is being given back. */
  readonly leavingBytes: number;
  /** Below 0 when a model turned out larger than it was estimated. */
  readonly freeBytes: number;
  readonly claims: ReadonlySet<Claim>;
  claim(owner: ClaimOwner, bytes: number): Claim;
}

export interface ClaimOwner {
  readonly model: string;
  /** Its memory cannot be taken away. */
  readonly pinned: boolean;
}

/** The memory of one loading of one model. */
export interface Claim extends ClaimOwner {
  readonly bytes: number;
  readonly leaving: boolean;
  /** What was measured takes the place of what was estimated. */
  measured(bytes: number): void;
  /** The memory is on its way back. */
  leave(): void;
  /** The memory is back. Safe to call twice. */
  release(): void;
}

/** `onChange` is called whenever a number changed. */
export function createMemoryLedger(budgetBytes: number, onChange: () => void): MemoryLedger {
  const claims = new Set<Claim>();
  const sum = (counts: (claim: Claim) => boolean): number => {
    let bytes = 0;
    for (const claim of claims) if (counts(claim)) bytes += claim.bytes;
    return bytes;
  };

  return {
    budgetBytes,
    claims,
    get claimedBytes() {
      return sum(() => true);
    },
    get leavingBytes() {
      return sum(({ leaving }) => leaving);
    },
    get freeBytes() {
      return this.budgetBytes - sum(() => true);
    },
    claim({ model, pinned }, estimatedBytes) {
      let bytes = estimatedBytes;
      let leaving = false;
      const claim: Claim = {
        model,
        pinned,
        get bytes() {
          return bytes;
        },
        get leaving() {
          return leaving;
        },
        measured(measuredBytes) {
          bytes = measuredBytes;
          onChange();
        },
        leave() {
          leaving = true;
          onChange();
        },
        release() {
          if (claims.delete(claim)) onChange();
        },
      };
      claims.add(claim);
      return claim;
    },
  };
}
