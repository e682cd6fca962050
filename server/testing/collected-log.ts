import type { Log, LogFields } from '../services/log.js';

export interface LogLine extends LogFields {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Keeps every line. */
export class CollectedLog implements Log {
  readonly lines: LogLine[] = [];
  readonly #waiting = new Set<(line: LogLine) => void>();

  info(fields: LogFields, message: string): void {
    this.#keep({ level: 'info', message, ...fields });
  }

  warn(fields: LogFields, message: string): void {
    this.#keep({ level: 'warn', message, ...fields });
  }

  error(fields: LogFields, message: string): void {
    this.#keep({ level: 'error', message, ...fields });
  }

  at(level: LogLine['level']): readonly LogLine[] {
    return this.lines.filter((line) => line.level === level);
  }

  /** The first line of that level, also when it is still to come: a client may see the end before we log it. */
  next(level: LogLine['level']): Promise<LogLine> {
    const [found] = this.at(level);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve) => {
      const listener = (line: LogLine): void => {
        if (line.level !== level) return;
        this.#waiting.delete(listener);
        resolve(line);
      };
      this.#waiting.add(listener);
    });
  }

  #keep(line: LogLine): void {
    this.lines.push(line);
    for (const listener of this.#waiting) listener(line);
  }
}
