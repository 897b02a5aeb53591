/**
 * The jars of Apache Kafka, by Maven coordinates (pom.xml), kept below node_modules/.cache: the first use needs Maven and a network, later ones
 * only Java. For tests and for trying out; a province runs a Kafka of its own.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const POM = fileURLToPath(new URL("./pom.xml", import.meta.url));
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/lienthong-kafka", import.meta.url));
/** Kafka 4 brokers do not start on anything older. */
const OLDEST_JAVA = 17;

export class KafkaUnavailableError extends Error {
  override readonly name = "KafkaUnavailableError";
}

/** The version that pom.xml names. */
export const kafkaVersion = (): string => {
  const version = /<kafka\.version>([\d.]+)</.exec(readFileSync(POM, "utf8"))?.[1];
  if (version === undefined) throw new KafkaUnavailableError("pom.xml names no kafka.version");
  return version;
};

const home = (): string => join(CACHE, kafkaVersion());
const libraries = (): string => join(home(), "lib");

/** Major version of the `java` on PATH; undefined where there is none. */
const javaVersion = (): number | undefined => {
  const { stderr, status } = spawnSync("java", ["-version"], { encoding: "utf8" });
  const major = /version "(\d+)/.exec(stderr ?? "")?.[1];
  return status === 0 && major !== undefined ? Number(major) : undefined;
};

/** Why no broker can be started on this machine; undefined where one can. What a test that is skipped says. */
export const whyNoKafka = (): string | undefined => {
  const java = javaVersion();
  if (java === undefined) return "no java on this machine";
  if (java < OLDEST_JAVA) return `java ${java} is older than ${OLDEST_JAVA}`;
  if (existsSync(libraries())) return undefined;
  return spawnSync("mvn", ["-v"]).status === 0 ? undefined : "Kafka's jars are not here yet and there is no mvn to get them";
};

/** Runs a command to its end. Errors: KafkaUnavailableError with the end of what it said. */
export const run = (command: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-4000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new KafkaUnavailableError(`${command} ended with ${code}: ${said}`)),
    );
  });

/** Makes a folder of the cache once, whole or not at all; two processes may try at once and one of them is in vain. */
export const cached = async (name: string, make: (folder: string) => Promise<void>): Promise<string> => {
  const folder = join(home(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(home(), { recursive: true });
  const making = mkdtempSync(join(home(), `${name}-`));
  try {
    await make(making);
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
};

/** The class path of Kafka; fetched with Maven where it is not here yet. Errors: KafkaUnavailableError. */
export const classPath = async (): Promise<string> => {
  const folder = await cached("lib", (making) =>
    run("mvn", ["-B", "-q", "-f", POM, "dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${making}`]),
  );
  return join(folder, "*");
};
