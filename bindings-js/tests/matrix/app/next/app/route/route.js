import worker from "../../worker.js";

export const dynamic = "force-dynamic";

export const GET = () => worker.fetch();
