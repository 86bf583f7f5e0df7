// Chains to choose from. All keep the size of the frame, so that it doesn't move in memory.

import { createLink, type Link } from "../shared/links.ts";

/** Every look by name. Each call creates new links. */
export const LOOKS: Readonly<Record<string, () => Link[]>> = {
  "Film noir": () => [createLink("grayscale"), createLink("contrast", { amount: 1.5 })],
  "Old print": () => [
    createLink("sepia", { amount: 0.8 }),
    createLink("contrast", { amount: 0.9 }),
    createLink("brightness", { amount: 1.1 }),
  ],
  "Other planet": () => [createLink("hueRotate", { angle: 120 }), createLink("saturate", { amount: 1.6 })],
  Dream: () => [createLink("gaussianBlur", { sigma: 6 }), createLink("saturate", { amount: 1.5 })],
  Pencil: () => [
    createLink("gaussianBlur", { sigma: 1.2 }),
    createLink("sobel"),
    createLink("invert"),
    createLink("contrast", { amount: 1.4 }),
  ],
  "Night vision": () => [
    createLink("colorMatrix", {
      matrix: [0, 0, 0, 0, 0, 0.5, 0.9, 0.3, 0, 0.03, 0, 0.1, 0, 0, 0, 0, 0, 0, 1, 0],
    }),
    createLink("contrast", { amount: 1.2 }),
  ],
  "Less noise": () => [createLink("temporalDenoise")],
  Trails: () => [createLink("echo")],
  "Green screen": () => [
    createLink("chromaKey", { key: [0, 0.694, 0.251, 1], similarity: 0.4, smoothness: 0.08, spill: 0.1 }),
    createLink("composite", { operator: "destination-over" }),
  ],
  Mirror: () => [createLink("flip")],
  "No filters": () => [],
};
