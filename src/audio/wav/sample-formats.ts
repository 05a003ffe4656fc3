/** How WAV files write one sample. */
export interface SampleFormat {
  readonly bytes: number;
  read(view: DataView, offset: number): number;
}

const formatTag = { pcm: 1, float: 3, aLaw: 6, muLaw: 7 } as const;

/** The format of a WAV file's `fmt ` chunk; undefined for compressed and unknown ones. */
export function sampleFormat(tag: number, bitsPerSample: number): SampleFormat | undefined {
  const bytes = Math.ceil(bitsPerSample / 8);
  if (tag === formatTag.pcm) return integerFormats[bytes];
  if (tag === formatTag.float) return floatFormats[bytes];
  if (tag === formatTag.aLaw && bytes === 1) return { bytes, read: (view, offset) => aLaw(view.getUint8(offset)) };
  if (tag === formatTag.muLaw && bytes === 1) return { bytes, read: (view, offset) => muLaw(view.getUint8(offset)) };
  return undefined;
}

/** 8-bit samples are unsigned, all wider ones signed. */
const integerFormats: Readonly<Record<number, SampleFormat>> = {
  1: { bytes: 1, read: (view, offset) => (view.getUint8(offset) - 0x80) / 0x80 },
  2: { bytes: 2, read: (view, offset) => view.getInt16(offset, true) / 0x8000 },
  3: { bytes: 3, read: (view, offset) => ((view.getInt8(offset + 2) << 16) | view.getUint16(offset, true)) / 0x800000 },
  4: { bytes: 4, read: (view, offset) => view.getInt32(offset, true) / 0x80000000 },
};

const floatFormats: Readonly<Record<number, SampleFormat>> = {
  4: { bytes: 4, read: (view, offset) => finite(view.getFloat32(offset, true)) },
  8: { bytes: 8, read: (view, offset) => finite(view.getFloat64(offset, true)) },
};

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** ITU-T G.711. */
function aLaw(byte: number): number {
  const value = byte ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return ((value & 0x80) === 0 ? -magnitude : magnitude) / 0x8000;
}

/** ITU-T G.711. */
function muLaw(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
  return ((value & 0x80) === 0 ? magnitude : -magnitude) / 0x8000;
}
