export function percentile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Frames of a 60 Hz screen: how many came a frame too late, and how many took longer than 50 ms. */
export function frameFigures(frames) {
  const share = (least) => frames.filter((ms) => ms > least).length / Math.max(1, frames.length);
  return {
    frames: frames.length,
    fps: round(1000 / (frames.reduce((sum, ms) => sum + ms, 0) / Math.max(1, frames.length)), 1),
    lateShare: percent(share(25)),
    longShare: percent(share(50)),
    worstMs: round(Math.max(0, ...frames)),
  };
}

export function round(value, digits = 0) {
  return Number(value.toFixed(digits));
}

function percent(share) {
  return `${round(share * 100, 1)} %`;
}
