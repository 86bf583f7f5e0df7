import { check } from "./check.js";

export default {
  async fetch() {
    try {
      return Response.json(await check());
    } catch (error) {
      return Response.json({ error: `${error.name}: ${error.message}` });
    }
  },
};
