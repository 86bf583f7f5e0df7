import { check } from "../check.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  const result = await check().catch((error) => ({ error: `${error.name}: ${error.message}` }));
  return <pre>{JSON.stringify(result)}</pre>;
}
