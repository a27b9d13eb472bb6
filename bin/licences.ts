import { join } from "node:path";
import { licenceList, shippedPackages } from "../lib/licences.ts";
import { print } from "../local/command-line/print.ts";

await print(licenceList(shippedPackages(join(import.meta.dirname, ".."))));
