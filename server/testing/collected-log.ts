import type { Log, LogFields } from '../services/log.js';

export interface LogLine extends LogFields {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Keeps every line. */
export class CollectedLog implements Log {
  readonly lines: LogLine[] = [];

  info(fields: LogFields, message: string): void {
    this.lines.push({ level: 'info', message, ...fields });
  }

  warn(fields: LogFields, message: string): void {
    this.lines.push({ level: 'warn', message, ...fields });
  }

  error(fields: LogFields, message: string): void {
    this.lines.push({ level: 'error', message, ...fields });
  }

  at(level: LogLine['level']): readonly LogLine[] {
    return this.lines.filter((line) => line.level === level);
  }
}
