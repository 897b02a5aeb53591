/** Child of codes.test.ts: takes numbers as fast as it can and prints them. argv: database URL, agency, day, how many. */
import { createCodeAllocator } from "../../../core/store/codes.ts";
import { IN_MEMORY, openDatabase } from "../../../core/store/open.ts";

const [url = "", agencyId = "", day = "", wanted = "0"] = process.argv.slice(2);
const database = await openDatabase({ databaseUrl: url, dataDir: IN_MEMORY });
const codes = createCodeAllocator(database);
const taken: number[] = [];
const lane = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    const number = await codes.take(agencyId, day);
    // Every seventh is given back, as after a refused command.
    if (i % 7 === 6) codes.giveBack(agencyId, day, number);
    else taken.push(number);
  }
};
await Promise.all(Array.from({ length: 10 }, () => lane(Number(wanted) / 10)));
await database.close();
process.stdout.write(JSON.stringify(taken));
