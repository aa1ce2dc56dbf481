import { lstat, mkdir, readFile, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { log } from './log.js';

/** Markets of exchanges on disk: loading them is REST, can be megabytes, and exchanges limit it. */
export class MarketFiles {
  #directory;
  #lifeMs;

  constructor(directory, lifeMs) {
    this.#directory = directory ?? join(tmpdir(), `ccxt-bridge-${process.getuid?.() ?? 'user'}`);
    this.#lifeMs = lifeMs;
  }

  /** What was kept and is young enough, or undefined. Nothing about a file makes this fail. */
  async read(name) {
    try {
      if (!(await this.#isOurs())) return undefined;
      const kept = JSON.parse(await readFile(this.#path(name), 'utf8'));
      const age = Date.now() - kept.at;
      return age >= 0 && age < this.#lifeMs && Array.isArray(kept.markets) && kept.markets.length > 0 ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  async write(name, kept) {
    const path = this.#path(name);
    const draft = `${path}.${process.pid}`;
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      if (!(await this.#isOurs())) return;
      await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
      await rename(draft, path);
      await this.#forgetOld();
    } catch (error) {
      log('markets_not_kept', { path, error: error.message });
      await unlink(draft).catch(() => {});
    }
  }

  // Each setup has a file of its own, and setups come and go.
  async #forgetOld() {
    for (const file of await readdir(this.#directory)) {
      const path = join(this.#directory, file);
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > this.#lifeMs) await unlink(path).catch(() => {});
    }
  }

  #path(name) {
    return join(this.#directory, `${name}.json`);
  }

  // The temporary directory is everyone's: another user's directory of our name could hold anything.
  async #isOurs() {
    const found = await lstat(this.#directory);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  }
}
