import type { JSX } from "preact";

/** Drawn here, 24 units wide, with the colour of the text around them. */
const paths = {
  talk: "M12 3c-4.4 0-7 3-7 6.6 0 2.2.8 3.6 1.9 4.7-.5 1.7-1.5 3.2-3.4 4.2M12 3c4.4 0 7 3 7 6.6 0 2.2-.8 3.6-1.9 4.7.5 1.7 1.5 3.2 3.4 4.2M10 15c0 2.4-.6 4.4-2 6M14 15c0 2.4.6 4.4 2 6M9.5 9.5v.01M14.5 9.5v.01",
  chat: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5zM8 8.5h8M8 11.5h5",
  recommend: "m12 4 2.3 5 5.4.6-4 3.7 1.1 5.4L12 16l-4.8 2.7 1.1-5.4-4-3.7L9.700 9z",
  models: "m12 3 8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.500 8-4.500M12 12v9",
  status: "M3 12h4l2.500-6 4 12 2.500-6h5",
  send: "M12 19V5M5.500 11.500 12 5l6.500 6.500",
  stop: "M8 8h8v8H8z",
  microphone: "M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3",
  plus: "M12 5v14M5 12h14",
  trash: "M5 7h14M10 4h4M7 7l.800 12h8.400L17 7M10.500 11v5M13.500 11v5",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  check: "m5 12.500 4.500 4.500L19 7.500",
  edit: "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
  again: "M19 12a7 7 0 1 1-2-4.900M19 4v4h-4",
  left: "m14 6-6 6 6 6",
  right: "m10 6 6 6-6 6",
  down: "M12 5v14M5.500 12.500 12 19l6.500-6.500",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  sliders: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h5M13 12h7M11 10v4",
  search: "M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500 20 20",
  close: "M6 6l12 12M18 6 6 18",
  like: "M12 20S4 15 4 9.300A4.300 4.300 0 0 1 12 7a4.300 4.300 0 0 1 8 2.300C20 15 12 20 12 20z",
  dislike:
    "M5 5l14 14M12 20S4 15 4 9.300c0-1 .3-2 .9-2.700M8.500 5C10 5 11.200 5.700 12 7a4.300 4.300 0 0 1 8 2.300c0 2.300-1.300 4.500-3 6.300",
  seen: "M2.500 12S6 6 12 6s9.500 6 9.500 6-3.500 6-9.500 6-9.500-6-9.500-6zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z",
  list: "M4 6.500h16M4 12h16M4 17.500h10",
  sound: "M4 10v4h3l5 4V6L7 10zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
