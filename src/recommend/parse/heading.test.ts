import { describe, expect, test } from "vitest";
import { readHeading } from "./heading.ts";

describe("heading", () => {
  test.each([
    ["Heat (1995)", "Heat", 1995],
    ["Heat [1995]", "Heat", 1995],
    ["《活着》（1994年）", "活着", 1994],
    ["**Heat** (1995)", "Heat", 1995],
    ["**Heat (1995)**", "Heat", 1995],
    ['**"Heat"** (1995)', "Heat", 1995],
    ["***Heat***, 1995", "Heat", 1995],
    ["`Heat` (1995)", "Heat", 1995],
    ["'Ocean's Eleven' (2001)", "Ocean's Eleven", 2001],
    ["'71 (2014)", "'71", 2014],
    ["Heat - 1995", "Heat", 1995],
    ["Heat (1995 film)", "Heat", 1995],
    ["Heat (USA, 1995)", "Heat", 1995],
    ["1984 (1984)", "1984", 1984],
    ["1917", "1917", null],
    ["Blade Runner 2049", "Blade Runner 2049", null],
    ["Birdman or (The Unexpected Virtue of Ignorance) (2014)", "Birdman or (The Unexpected Virtue of Ignorance)", 2014],
    ["Heat (9)", "Heat (9)", null],
    ["(500) Days of Summer (2009)", "(500) Days of Summer", 2009],
    ["[REC] (2007)", "[REC]", 2007],
    ["Heat (1995", "Heat", null],
    ["Heat (19", "Heat", null],
    ["Face/Off (1997)", "Face/Off", 1997],
    ["M*A*S*H (1970)", "M*A*S*H", 1970],
    ["WALL·E (2008)", "WALL·E", 2008],
    ["Who's Afraid of Virginia Woolf? (1966)", "Who's Afraid of Virginia Woolf?", 1966],
    ["Monsters, Inc. (2001)", "Monsters, Inc.", 2001],
    ["Spider-Man", "Spider-Man", null],
    ['"The Hobbit" by J.R.R. Tolkien (1937)', "The Hobbit", 1937],
    ["The Hobbit by J.R.R. Tolkien (1937)", "The Hobbit", 1937],
    ["The Little Prince by Antoine de Saint-Exupéry (1943) - a desert", "The Little Prince", 1943],
    ["Stand by Me (1986)", "Stand by Me", 1986],
    ["North by Northwest (1959)", "North by Northwest", 1959],
    ["Saved by the Bell (1989)", "Saved by the Bell", 1989],
    ["**Gatsby** by F. Scott Fitzgerald (1925)", "Gatsby", 1925],
    ["*The Little Prince* by Antoine de Saint-Exupéry (1943)", "The Little Prince", 1943],
    ["«Nausea», Jean-Paul Sartre [1938]: a diary", "Nausea", 1938],
    ['"Narnia" by C. S. Lewis (1950) - a wardrobe', "Narnia", 1950],
    ['"Heat" is long. Ronin (1998) is not', "Heat", null],
    ['"Heat" by Michael Mann. Also Ronin (1998)', "Heat", null],
  ])("%j names %j of %j", (line, title, year) => {
    expect(readHeading(line)).toMatchObject({ title, year });
  });

  test("keeps a year of another film in its body", () => {
    expect(readHeading("Heat - a film like Ronin (1998), but longer")).toMatchObject({
      title: "Heat",
      year: null,
      body: "a film like Ronin (1998), but longer",
    });
  });

  test("has no title where a line goes on without a sign for longer than titles do", () => {
    expect(readHeading("word ".repeat(60)).title).toBe("");
  });
});
