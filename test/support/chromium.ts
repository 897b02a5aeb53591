/** The browser of this machine, where there is one. */
import { type Browser, chromium } from "playwright-core";
import { onPath } from "./on-path.ts";

/** Undefined: its suites are skipped and say so. */
export const CHROMIUM = onPath("chromium");

/** Starts it, without a sandbox: the suites run as root on bare machines, on pages of our own. */
export const launchChromium = (path = CHROMIUM ?? ""): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    args: ["--no-sandbox", "--headless=new", "--disable-gpu", "--disable-dev-shm-usage"],
  });
