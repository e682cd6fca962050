import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import type { ReactiveControllerHost } from 'lit';
import { Countdown } from './countdown.js';

describe('Countdown', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  test('renders its host anew with every second that passes', () => {
    const host = new CountedHost();
    const countdown = new Countdown(host);

    assert.equal(countdown.left(3000), 3);
    mock.timers.tick(1000);

    assert.equal(host.updates, 1);
  });

  test('lets a host rest that was taken off the page', () => {
    const host = new CountedHost();
    const countdown = new Countdown(host);
    countdown.left(3000);

    countdown.hostDisconnected();
    mock.timers.tick(5000);

    assert.equal(host.updates, 0);
  });

  test('shows what is left to a host that is put back', () => {
    const host = new CountedHost();
    const countdown = new Countdown(host);
    countdown.left(3000);
    countdown.hostDisconnected();

    countdown.hostConnected();

    assert.equal(host.updates, 1);
  });
});

class CountedHost implements ReactiveControllerHost {
  readonly updateComplete = Promise.resolve(true);
  updates = 0;

  addController(): void {}

  removeController(): void {
    throw new Error('A countdown stays with its host.');
  }

  requestUpdate(): void {
    this.updates += 1;
  }
}
