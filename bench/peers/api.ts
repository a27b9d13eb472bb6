/** This API with the settings that the environment variable `API_SETTINGS` holds; prints its URL. */
import { startLocal } from "../../local/start.ts";

const { concurrency, ...settings } = JSON.parse(process.env["API_SETTINGS"] ?? "{}");
const api = await startLocal({ host: "127.0.0.1", port: 0, concurrency, settings, log: () => {} });
console.log(api.baseUrl);
process.once("SIGTERM", () => api.close().then(() => process.exit()));
