import { describe, expect, test } from "vitest";
import { readMarker } from "./markers.ts";

describe("marker", () => {
  test.each([
    ["1. Heat", 1, "Heat"],
    ["12) Heat", 12, "Heat"],
    ["(3) Heat", 3, "Heat"],
    ["（3）Heat", 3, "Heat"],
    ["[3] Heat", 3, "Heat"],
    ["1.Heat", 1, "Heat"],
    ["1\\. Heat", 1, "Heat"],
    ["**1.** Heat", 1, "Heat"],
    ["**1**. Heat", 1, "Heat"],
    ["**1. Heat**", 1, "**Heat**"],
    ["__2.__ Heat", 2, "Heat"],
    ["# 1", 1, ""],
    ["## 1. Heat", 1, "Heat"],
    ["#1: Heat", 1, "Heat"],
    ["① Heat", 1, "Heat"],
    ["⑳Heat", 20, "Heat"],
    ["❷ Heat", 2, "Heat"],
    ["3️⃣ Heat", 3, "Heat"],
    ["1、Heat", 1, "Heat"],
    ["１．Heat", 1, "Heat"],
    ["一、Heat", 1, "Heat"],
    ["十二、Heat", 12, "Heat"],
    ["二十一、Heat", 21, "Heat"],
    ["第三部：Heat", 3, "Heat"],
    ["Movie 2: Heat", 2, "Heat"],
    ["Empfehlung 2: Heat", 2, "Heat"],
    ["推荐1：Heat", 1, "Heat"],
    ["1 - Heat", 1, "Heat"],
    ["- 4. Heat", 4, "Heat"],
    ["> 5. Heat", 5, "Heat"],
    ["1. 1917", 1, "1917"],
    ["II. Ronin (1998)", 2, "Ronin (1998)"],
    ["iv) Heat", 4, "Heat"],
    ["(ix) Heat", 9, "Heat"],
    ["**XIV.** Heat", 14, "Heat"],
    ["**III. Heat**", 3, "**Heat**"],
    ["## V. Heat", 5, "Heat"],
  ])("of %j is %d before %j", (line, number, rest) => {
    expect(readMarker(line)).toMatchObject({ kind: "number", number, rest });
  });

  test.each([
    ["- Heat", "Heat"],
    ["* **Heat**", "**Heat**"],
    ["• Heat", "Heat"],
    ["•Heat", "Heat"],
    ["・七人の侍", "七人の侍"],
    ["- [ ] Heat", "Heat"],
    ["– Heat", "Heat"],
  ])("of %j is a bullet before %j", (line, rest) => {
    expect(readMarker(line)).toMatchObject({ kind: "bullet", number: null, rest });
  });

  test.each([
    "Heat",
    "2001: A Space Odyssey",
    "1917 (2019)",
    "12 Angry Men",
    "1.5 hours",
    "*Heat* (1995)",
    "**Heat**",
    "-5%",
    "3.14",
    "V. I. Warshawski (1991)",
    "M. Butterfly (1993)",
    "IIII. Heat",
    "V for Vendetta (2005)",
    "X (2022)",
    "I am Legend",
    "",
  ])("is not seen in %j", (line) => {
    expect(readMarker(line)).toBeUndefined();
  });

  test.each([
    ["a) Heat", 1, "Heat"],
    ["B. Ronin (1998)", 2, "Ronin (1998)"],
    ["(i) Drive", 9, "Drive"],
    ["**C.** Ran", 3, "Ran"],
    ["**D. Ran**", 4, "**Ran**"],
    ["### E. Alien", 5, "Alien"],
    ["- f) Jaws", 6, "Jaws"],
  ])("of %j in a list of letters is %d before %j", (line, number, rest) => {
    expect(readMarker(line, "letters")).toMatchObject({ kind: "number", counting: "letters", number, rest });
  });

  test.each(["J. R. Hartley", "A.I. Artificial Intelligence", "a quiet film", "a)"])(
    "is not seen in %j, letters or not",
    (line) => {
      expect(readMarker(line, "letters")).toBeUndefined();
    },
  );

  test("counts the columns before it", () => {
    expect(readMarker("   1. Heat")?.indent).toBe(3);
    expect(readMarker("\t- Heat")?.indent).toBe(4);
  });
});
