/** Sound as the server sends and takes it: 16-bit samples in base64. */
export function fromBase64Pcm16(text: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const samples = new Float32Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(index * 2, true) / 32_768;
  return samples;
}

export function toBase64Pcm16(samples: Float32Array): string {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  for (const [index, sample] of samples.entries()) {
    view.setInt16(index * 2, Math.max(-1, Math.min(1, sample)) * 32_767, true);
  }
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}
