import fc from "fast-check";
import { expect, it } from "vitest";
import { textToVector, vectorToText } from "./vector-text.ts";

it("vectors come back float for float, also from the middle of a buffer", () => {
  fc.assert(
    fc.property(fc.float32Array(), (vector) => {
      expect(textToVector(vectorToText(vector))).toEqual(vector);
      expect(textToVector(vectorToText(vector.subarray(1)))).toEqual(vector.subarray(1));
    }),
  );
});
