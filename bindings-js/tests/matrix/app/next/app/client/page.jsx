"use client";

import { useEffect } from "react";
import { check } from "../../check.js";

export default function Page() {
  useEffect(() => {
    check().then(
      (result) => {
        globalThis.result = result;
      },
      (error) => {
        globalThis.result = { error: `${error.name}: ${error.message}` };
      },
    );
  }, []);
  return <p>Filmgate</p>;
}
